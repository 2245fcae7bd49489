import type { Backend } from '../../lib/monitor/backend.ts';
import { NetworkMonitor } from '../../lib/monitor/network-monitor.ts';
import { FakePortal } from '../../test/support/fake-portal.ts';
import { FakeSleep } from '../../test/support/fake-sleep.ts';
import { FakeSource } from '../../test/support/fake-source.ts';
import { LossyProber } from './lossy-prober.ts';
import { seededRandom } from './seeded-random.ts';
import { SimulatedClock } from './simulated-clock.ts';

const HOUR_MS = 3_600_000;
const RTT_MS = 20;
// Of an outage nothing is heard for longer than it could take with default settings: it is missed.
const GIVEN_UP_MS = 60_000;

/** What came of hours with losses, and of the outages after them. */
export interface Simulated {
  seed: number;
  hours: number;
  lossEachWay: number;
  rttMs: number;
  rounds: number;
  probes: number;
  falseDowns: number;
  degraded: number;
  /** Milliseconds until each outage was `down`; Infinity when it was missed. */
  foundMs: number[];
}

/** A monitor with default settings, in a network and a time that are worked out: only its packets are lost, by chance. */
export class Simulation {
  readonly #clock = new SimulatedClock();
  readonly #random: () => number;
  readonly #prober: LossyProber;
  readonly #monitor: NetworkMonitor;
  readonly #source = new FakeSource();
  readonly #seed: number;
  readonly #lossEachWay: number;
  #rounds = 0;
  readonly #said = { up: 0, degraded: 0, down: 0, unknown: 0 };

  private constructor(seed: number, lossEachWay: number) {
    this.#seed = seed;
    this.#lossEachWay = lossEachWay;
    this.#random = seededRandom(seed);
    this.#prober = new LossyProber(this.#clock, this.#random, lossEachWay, RTT_MS);
    const snapshot = Object.freeze({ events: 'netlink', probes: 'native', fallbackReason: null } as const);
    const backend = (): Backend => ({
      ...{ source: this.#source, prober: this.#prober, snapshot, sleep: new FakeSleep() },
    });
    const seams = { clock: this.#clock, random: this.#random, portal: new FakePortal(), backend };
    this.#monitor = new NetworkMonitor({}, seams);
    this.#monitor.on('state', ({ state }) => void this.#said[state]++);
    this.#monitor.on('check', () => void this.#rounds++);
  }

  static async run(seed: number, lossEachWay: number, hours: number, outages: number): Promise<Simulated> {
    const simulation = new Simulation(seed, lossEachWay);
    await simulation.#start();
    return simulation.#run(hours, outages);
  }

  async #start(): Promise<void> {
    const started = this.#monitor.start();
    this.#source.ready();
    this.#clock.runUntil(GIVEN_UP_MS, () => this.#monitor.isUsable());
    await started;
  }

  async #run(hours: number, outages: number): Promise<Simulated> {
    this.#said.down = this.#said.degraded = this.#rounds = 0;
    this.#clock.runUntil(this.#clock.now() + hours * HOUR_MS);
    const { down: falseDowns, degraded } = this.#said;
    const [rounds, probes] = [this.#rounds, this.#prober.probes];
    const foundMs = Array.from({ length: outages }, () => this.#suffer());
    await this.#monitor.stop();
    const { seed, lossEachWay } = { seed: this.#seed, lossEachWay: this.#lossEachWay };
    return { seed, hours, lossEachWay, rttMs: RTT_MS, rounds, probes, falseDowns, degraded, foundMs };
  }

  #suffer(): number {
    // Somewhere in an interval, each time elsewhere, and long enough after the last one.
    this.#clock.runUntil(this.#clock.now() + GIVEN_UP_MS * (1 + this.#random()));
    this.#prober.silent = true;
    const brokenMs = this.#clock.now();
    const isFound = this.#clock.runUntil(brokenMs + GIVEN_UP_MS, () => this.#monitor.state === 'down');
    const foundMs = this.#clock.now() - brokenMs;
    this.#prober.silent = false;
    this.#clock.runUntil(this.#clock.now() + GIVEN_UP_MS, () => this.#monitor.isUsable());
    return isFound ? foundMs : Number.POSITIVE_INFINITY;
  }
}
