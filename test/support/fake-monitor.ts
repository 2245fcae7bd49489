import { NetworkMonitor } from '../../lib/monitor/network-monitor.ts';
import type { NameResolver, ResolvedAddress } from '../../lib/monitor/resolver.ts';
import type { NetworkMonitorOptions } from '../../lib/monitor/settings.ts';
import type { StateChange } from '../../lib/monitor/snapshot.ts';
import type { NetworkState } from '../../lib/state/network-state.ts';
import type { Backend } from '../../lib/monitor/backend.ts';
import { FakePortal } from './fake-portal.ts';
import { FakeProber } from './fake-prober.ts';
import { FakeSleep } from './fake-sleep.ts';
import { FakeSource } from './fake-source.ts';
import { ManualClock } from './manual-clock.ts';

/** Two hosts of TEST-NET-1 (RFC 5737), which nothing here ever connects to. */
export const HOSTS: readonly [string, string] = ['192.0.2.1', '192.0.2.2'];

/** Names that resolve when a test says so. */
export class FakeResolver implements NameResolver {
  readonly asked: string[] = [];
  cancelled = 0;
  readonly #waiting: Array<PromiseWithResolvers<ResolvedAddress[]>> = [];

  resolve(name: string): Promise<ResolvedAddress[]> {
    this.asked.push(name);
    const waiting = withResolvers<ResolvedAddress[]>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  cancel(): void {
    this.cancelled++;
  }

  /** The oldest question is answered. Resolves once everyone knows. */
  async answer(...addresses: ResolvedAddress[]): Promise<void> {
    this.#waiting.shift()!.resolve(addresses);
    await settled();
  }

  async fail(code: string): Promise<void> {
    this.#waiting.shift()!.reject(Object.assign(new Error(code), { code }));
    await settled();
  }
}

interface PromiseWithResolvers<Value> {
  promise: Promise<Value>;
  resolve: (value: Value) => void;
  reject: (reason: unknown) => void;
}

function withResolvers<Value>(): PromiseWithResolvers<Value> {
  let resolve!: (value: Value) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<Value>((onResolve, onReject) => ([resolve, reject] = [onResolve, onReject]));
  return { promise, resolve, reject };
}

/** Every promise that can go on has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A monitor of a network that a test is in charge of. */
export class FakeWorld {
  readonly clock: ManualClock = new ManualClock();
  readonly source: FakeSource = new FakeSource();
  readonly prober: FakeProber = new FakeProber();
  readonly resolver: FakeResolver = new FakeResolver();
  readonly sleep: FakeSleep = new FakeSleep();
  readonly portal: FakePortal = new FakePortal();
  readonly states: NetworkState[] = [];
  readonly changes: StateChange[] = [];
  readonly monitor: NetworkMonitor;

  constructor(options: NetworkMonitorOptions = {}) {
    const { clock, source, prober, resolver, sleep, portal } = this;
    const snapshot = Object.freeze({ events: 'netlink', probes: 'native', fallbackReason: null } as const);
    const backend = (): Backend => ({ source, prober, snapshot, sleep });
    const checkHosts = HOSTS.map((host) => `${host}:80`);
    const seams = { clock, resolver, portal, backend, random: () => 0.5 };
    this.monitor = new NetworkMonitor({ checkHosts, ...options }, seams);
    this.monitor.on('state', (change) => {
      this.states.push(change.state);
      this.changes.push(change);
    });
  }

  /** A monitor that has started and is `up`: every host answered. */
  static async up(options: NetworkMonitorOptions = {}): Promise<FakeWorld> {
    const world = new FakeWorld(options);
    const started = world.monitor.start();
    world.source.ready();
    if (world.prober.open.size > 0) world.prober.endAll();
    await started;
    world.states.length = world.changes.length = 0;
    return world;
  }

  /** A monitor that has started and is `down`: no host has a way. */
  static async down(options: NetworkMonitorOptions = {}): Promise<FakeWorld> {
    const world = new FakeWorld(options);
    for (const host of HOSTS) world.source.ways.set(host, 'ENETUNREACH');
    const started = world.monitor.start();
    world.source.ready();
    await started;
    world.states.length = world.changes.length = 0;
    return world;
  }

  /** A monitor that was `up`, and is `down` because its hosts have no way any more. Others have one, those in the LAN say. */
  static async isolated(options: NetworkMonitorOptions = {}): Promise<FakeWorld> {
    const world = await FakeWorld.up(options);
    for (const host of HOSTS) world.source.reroute(host, 'ENETUNREACH');
    if (world.monitor.state !== 'down') throw new Error(`the monitor is ${world.monitor.state}`);
    return world;
  }

  /** Resolves when the monitor has started its source, which may have had to wait for something. */
  async started(): Promise<void> {
    while (!this.source.started) await settled();
  }

  /** The way to every host is gone. */
  cut(): void {
    this.source.relink({ carrier: false });
  }

  /** It is back. */
  mend(): void {
    for (const host of HOSTS) this.source.ways.delete(host);
    this.source.reroute(HOSTS[0], {}, { links: this.source.links });
  }
}
