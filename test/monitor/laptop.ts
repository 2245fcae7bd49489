import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import type { PathEvent } from '../../lib/monitor/events.ts';
import type { NetworkMonitorOptions } from '../../lib/monitor/settings.ts';
import type { SourceBatch } from '../../lib/sources/contract.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';

export const CABLE = { interfaceIndex: 3, gateway: '10.0.1.1', source: '10.0.1.2' } as const;
export const DOWN = { up: false, carrier: false, operState: 'down' } as const;
export const WIFI_WAY = { interface: 'wlan0', source: '10.0.0.2', gateway: '10.0.0.1' } as const;
export const CABLE_WAY = { interface: 'eth0', source: '10.0.1.2', gateway: '10.0.1.1' } as const;

/** A laptop that is in the network by Wi-Fi, and has a cable as well. What its monitor tells of ways is kept. */
export class Laptop {
  readonly world: FakeWorld;
  readonly told: PathEvent[] = [];

  private constructor(options: NetworkMonitorOptions) {
    this.world = new FakeWorld({ checkHosts: [`${HOSTS[0]}:80`], ...options });
    const { source, monitor } = this.world;
    source.links = [link(2, 'wlan0'), link(3, 'eth0')];
    source.addresses = [address(2, '10.0.0.2/24'), address(3, '10.0.1.2/24')];
    monitor.on('path', (event) => this.told.push(event));
  }

  static async onWifi(options: NetworkMonitorOptions = {}): Promise<Laptop> {
    const laptop = new Laptop(options);
    const { world, told } = laptop;
    const started = world.monitor.start();
    world.source.ready();
    world.prober.endAll();
    await started;
    await nextTurn();
    told.length = 0;
    return laptop;
  }

  /** The kernel leads by the cable from now on, and has this to say. */
  toCable(batch: SourceBatch = {}): void {
    const { source, monitor } = this.world;
    for (const host of HOSTS) source.ways.set(host, CABLE);
    source.reroute(HOSTS[0], CABLE, batch);
    expect(monitor.state).to.equal('up');
  }

  get losses(): Array<[cause: string, source: string | null]> {
    return this.told.flatMap(({ lost }) => lost.map((each): [string, string | null] => [each.cause, each.source]));
  }
}
