import { expect } from 'chai';
import { Retryer, type RetryerOptions } from '../../lib/retry/index.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';

/** A server that is no check host. */
export const LAN = '10.0.0.9';
export const TARGET: string = `http://${LAN}/`;

/** A retryer of a monitor whose source and probes are in the test's hands. */
export class Setting {
  readonly world: FakeWorld;
  readonly retryer: Retryer;
  readonly events: string[] = [];

  constructor(world: FakeWorld, options: RetryerOptions = {}) {
    this.world = world;
    this.retryer = new Retryer({ monitor: world.monitor, jitter: false, ...options }, { clock: world.clock });
    for (const name of ['attempt', 'retry', 'outage', 'resume', 'success', 'giveup'] as const)
      this.retryer.on(name, () => void this.events.push(name));
  }

  static async up(options: RetryerOptions = {}): Promise<Setting> {
    return new Setting(await FakeWorld.up(), options);
  }

  /** The internet has no way any more, the LAN has. */
  cutInternet(): void {
    for (const host of HOSTS) this.world.source.reroute(host, 'ENETUNREACH');
    expect(this.world.monitor.state).to.equal('down');
  }
}
