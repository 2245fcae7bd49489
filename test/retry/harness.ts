import { Retryer, type RetryerOptions } from '../../lib/retry/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';

/** A retryer whose time, chance and network are in the test's hands. Delays are exact unless the options say otherwise. */
export class RetryHarness {
  readonly clock: ManualClock = new ManualClock();
  readonly network: ScriptedNetwork;
  readonly retryer: Retryer;
  /** Name and payload of each event, in order. */
  readonly events: Array<[string, Record<string, unknown>]> = [];

  constructor(options: RetryerOptions = {}, network: ScriptedNetwork = new ScriptedNetwork()) {
    this.network = network;
    this.retryer = new Retryer(
      { jitter: false, monitor: network, ...options },
      { clock: this.clock, random: () => 0.5 },
    );
    for (const name of ['attempt', 'retry', 'outage', 'resume', 'success', 'giveup'] as const) {
      this.retryer.on(name, (event: object) => void this.events.push([name, { ...event }]));
    }
  }

  get eventNames(): string[] {
    return this.events.map(([name]) => name);
  }
}
