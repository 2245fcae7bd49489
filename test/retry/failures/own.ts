import { CommandChild } from '../../../lib/cli/command-child.ts';
import { failureOf } from '../../../lib/cli/command-error.ts';
import { systemClock } from '../../../lib/clock.ts';
import { Retryer } from '../../../lib/retry/index.ts';
import { rejectionOf, settled } from '../../support/failure.ts';
import type { ScriptedNetwork } from '../../support/scripted-network.ts';
import { RetryHarness } from '../harness.ts';
import type { RealFailure } from './real-failure.ts';

/** Why an attempt in flight was aborted, by what `happen` does to the network; it begins anew, and ends well. */
async function reasonInFlight(happen: (network: ScriptedNetwork) => unknown): Promise<unknown> {
  const { retryer, network } = new RetryHarness({ abortOnNetworkDown: true });
  let reason: unknown;
  const done = retryer.do(({ invocation, signal }) => {
    if (invocation === 2) return Promise.resolve();
    return new Promise<void>(() => signal.addEventListener('abort', () => (reason = signal.reason)));
  });
  await settled();
  await happen(network);
  await done;
  return reason;
}

function downInFlight(): Promise<unknown> {
  return reasonInFlight(async (network) => {
    network.set('down');
    await settled();
    network.set('up');
  });
}

function wayLostInFlight(): Promise<unknown> {
  return reasonInFlight((network) => network.losePath());
}

async function attemptTooLong(): Promise<unknown> {
  const retryer = new Retryer({ attemptTimeout: 1, maxAttempts: 1 });
  const error = await rejectionOf(retryer.do(() => new Promise(() => {})));
  return (error as Error).cause;
}

async function commandFailed(): Promise<unknown> {
  return failureOf('false', await new CommandChild(['false'], systemClock).ended);
}

/** Errors that netwake makes itself, and that an operation may hand on. */
export const OWN_FAILURES: readonly RealFailure[] = [
  { word: 'ERR_NETWAKE_ATTEMPT_TIMEOUT', from: 'attemptTimeout', provoke: attemptTooLong },
  { word: 'ERR_NETWAKE_NETWORK_DOWN', from: 'abortOnNetworkDown', provoke: downInFlight },
  { word: 'ERR_NETWAKE_PATH_LOST', from: 'abortOnNetworkDown', provoke: wayLostInFlight },
  { word: 'ERR_NETWAKE_COMMAND', from: 'netwake run', provoke: commandFailed },
];
