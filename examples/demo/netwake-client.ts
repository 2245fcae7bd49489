import { type NetworkMonitor, Retryer } from '../../lib/index.ts';
import { Account } from './account.ts';
import { download } from './download.ts';
import type { Timeline } from './timeline.ts';

const MAX_ATTEMPTS = 2;

/** The same download in a retryer that knows the network. */
export async function netwakeClient(
  monitor: NetworkMonitor,
  url: string,
  timeline: Timeline,
  signal: AbortSignal,
): Promise<Account> {
  const account = new Account(MAX_ATTEMPTS);
  const retryer = new Retryer({ monitor, maxAttempts: MAX_ATTEMPTS, abortOnNetworkDown: true });
  narrate(retryer, account, timeline);
  const task = (attempt: { signal: AbortSignal }): Promise<void> => download(url, attempt.signal, account.begin());
  await account.settle(retryer.do(task, { name: 'download', signal }));
  if (account.finishedNs !== null) timeline.add('netwake', 'download complete', account.finishedNs);
  return account;
}

function narrate(retryer: Retryer, account: Account, timeline: Timeline): void {
  const say = (text: string): void => timeline.add('netwake', text);
  retryer.on('attempt', ({ attempt, invocation, outages }) => {
    const again = outages === 0 ? '' : `, its invocation ${invocation}, outages waited out: ${outages}`;
    say(`attempt ${attempt} of ${MAX_ATTEMPTS}${again}`);
    // What an outage ended has been given back: only the number says what has been used up.
    account.failedAttempts = attempt - 1;
  });
  retryer.on('outage', ({ attempt }) =>
    say(`attempt ${attempt} aborted after ${account.bytes / 1_024} KiB and given back; parked`),
  );
  retryer.on('resume', ({ parkedMs }) => say(`resumed, parked for ${(parkedMs / 1_000).toFixed(3)} s`));
  retryer.on('retry', ({ attempt, error }) => say(`attempt ${attempt} failed: ${(error as Error).message}`));
  retryer.on('giveup', ({ attempt, error }) => {
    account.failedAttempts = attempt;
    say(`gives up: ${(error as Error).message}`);
  });
}
