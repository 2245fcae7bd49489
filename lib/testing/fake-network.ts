import type { EventEmitter } from 'node:events';
import type { Clock } from '../clock.ts';
import { parseDestination } from '../destination.ts';
import { type Duration, parseDuration } from '../duration.ts';
import { IsolatedEmitter } from '../emitter.ts';
import { InvalidOptionError, StoppedError } from '../errors.ts';
import type { CheckResult, MonitorEvents } from '../monitor/events.ts';
import { NetworkMonitor } from '../monitor/network-monitor.ts';
import type { NetworkSnapshot, StateChange } from '../monitor/snapshot.ts';
import type { SubscribeOptions, Subscription } from '../monitor/subscription.ts';
import type { WaitOptions } from '../monitor/waiters.ts';
import type { NetworkState } from '../state/network-state.ts';
import { LAUNCHES_PER_SECOND } from '../probe/launch-budget.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeTarget, TargetScript } from './fake-target.ts';
import { HEALTHY, type Outage, outageOf, type OutageReason } from './outage.ts';
import { ScriptedProber } from './scripted-prober.ts';
import { ScriptedSource } from './scripted-source.ts';

// TEST-NET-1 (RFC 5737).
const HOSTS = ['192.0.2.1', '192.0.2.2'] as const;

const EVENTS = ['state', 'link', 'address', 'route', 'path', 'check', 'resync'] as const;

/**
 * A network in the hands of a test. It stands wherever a monitor is expected, and is one: a real `NetworkMonitor` decides, over
 * an interface, two check hosts and a clock that do what they are told. There is no addon, no socket and no real time, and
 * nothing keeps the process alive. Every state is reached before the call that leads to it returns, its listeners told.
 */
export class FakeNetwork extends IsolatedEmitter<MonitorEvents> implements AsyncDisposable {
  /** The time of this network: for `new Retryer(options, { clock })`. Moves with `advance()` alone. */
  readonly clock: Clock;
  readonly #time = new FakeClock();
  readonly #source = new ScriptedSource();
  readonly #prober: ScriptedProber;
  readonly #monitor: NetworkMonitor;
  readonly #scripts = new Map<string, TargetScript>();
  #outage: Outage = HEALTHY;
  #degraded = false;
  #started: Promise<void> | null = null;
  #startedByUser = false;
  #stopped = false;
  // Something in the machine makes it look again, for what happens out in the network it is not told of.
  #lookAgain: () => void = () => {};
  #sleptMs = 0;
  // A monitor sends no more than so many probes in a second, and a test may ask for any number in no time at all.
  #aheadMs = 0;

  /**
   * @param initial  `unknown` is before `start()`, which is made up for by it or by the first word about the network
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
   */
  constructor(initial: NetworkState = 'up') {
    super();
    this.clock = this.#time;
    const answers = (address: string): boolean => !this.#outage.silent && !(this.#degraded && address === HOSTS[1]);
    this.#prober = new ScriptedProber(answers, () => (this.#aheadMs += 1_000 / LAUNCHES_PER_SECOND));
    this.#monitor = this.#makeMonitor();
    for (const name of EVENTS)
      (this.#monitor as EventEmitter).on(name, (payload: unknown) => this.#tell(name, payload as never));
    if (initial === 'unknown') return;
    if (initial === 'down') this.#outage = outageOf('no-carrier');
    else if (initial === 'degraded') this.#degraded = true;
    else if (initial !== 'up')
      throw new InvalidOptionError('initial', initial, "'up', 'degraded', 'down' or 'unknown'");
    void this.#begin();
  }

  /** Everything works: `up`. @throws StoppedError `ERR_NETWAKE_STOPPED` */
  up(): this {
    return this.#become(HEALTHY, false);
  }

  /** One of two check hosts does not answer: `degraded`. From `down` it comes by way of `up`, as in life. */
  degrade(): this {
    return this.#become(HEALTHY, true);
  }

  /**
   * Something is broken: `down`.
   *
   * @param reason  what it is, as `monitor.snapshot().reason` will say. `unreachable`: the way is there and nobody answers.
   *   Default `no-carrier`.
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`; StoppedError `ERR_NETWAKE_STOPPED`
   */
  down(reason: OutageReason = 'no-carrier'): this {
    return this.#become(outageOf(reason), false);
  }

  /** So many outages, one at once after the other. The network is as it was before, or `up` if it was not usable. */
  flap(times: number): this {
    if (!Number.isInteger(times) || times < 1) throw new InvalidOptionError('times', times, 'an integer of 1 or more');
    const degraded = this.#degraded;
    for (let outage = 0; outage < times; outage++) this.down().#become(HEALTHY, degraded);
    return this;
  }

  /**
   * The machine is in another network from one moment to the next, as from one Wi-Fi to another: it has another address, its own
   * of before is gone, and the state stays what it is. Attempts in flight under `abortOnNetworkDown` begin anew.
   *
   * @throws StoppedError `ERR_NETWAKE_STOPPED`
   */
  roam(): this {
    if (this.#stopped) throw new StoppedError();
    this.#source.roam();
    this.#prober.answer();
    return this;
  }

  /**
   * Moves the network's time, and that of every retryer that was given `clock`. Timers fire in their order, and what follows from
   * each happens before the next.
   */
  async advance(by: Duration): Promise<void> {
    await this.#time.advance(parseDuration('by', by));
  }

  get state(): NetworkState {
    return this.#monitor.state;
  }

  isUp(): boolean {
    return this.#monitor.isUp();
  }

  isUsable(): boolean {
    return this.#monitor.isUsable();
  }

  snapshot(): NetworkSnapshot {
    return this.#monitor.snapshot();
  }

  /** As `NetworkMonitor` has it. A network that was made in a state has begun already, and waits for one call of this. */
  async start(options: { signal?: AbortSignal } = {}): Promise<void> {
    options.signal?.throwIfAborted();
    if (this.#startedByUser || this.#stopped) return this.#monitor.start(options);
    this.#startedByUser = true;
    await this.#begin();
  }

  /** As `NetworkMonitor` has it. Nothing can be scripted any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#monitor.stop();
  }

  subscribe(options: SubscribeOptions = {}): Subscription<StateChange> {
    return this.#monitor.subscribe(options);
  }

  /** Its `timeout` goes by the network's own time. */
  async waitForNetwork(options: WaitOptions = {}): Promise<void> {
    await this.#monitor.waitForNetwork(options);
  }

  async check(options: { signal?: AbortSignal } = {}): Promise<CheckResult> {
    return this.#monitor.check(options);
  }

  async verify(options: { signal?: AbortSignal } = {}): Promise<NetworkState> {
    return this.#monitor.verify(options);
  }

  refresh(): NetworkState {
    return this.#monitor.refresh();
  }

  reportSuccess(host?: string): void {
    this.#monitor.reportSuccess(host);
  }

  reportFailure(error: unknown): void {
    this.#monitor.reportFailure(error);
  }

  /**
   * One destination: `up()`, `down()` and `follow()` of what this answers decide over it for all who go there.
   *
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`; StoppedError `ERR_NETWAKE_STOPPED`
   */
  target(destination: string | URL): FakeTarget {
    if (this.#stopped) throw new StoppedError();
    const { key, host } = parseDestination('destination', destination);
    let script = this.#scripts.get(key);
    if (script === undefined) {
      script = new TargetScript(key, host === null, () => this.state);
      this.#scripts.set(key, script);
    }
    return new FakeTarget(script, this.#time);
  }

  /** Nothing keeps the process alive: for those who expect it to be there. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #makeMonitor(): NetworkMonitor {
    const time = this.#time;
    const clock: Clock = {
      now: () => time.now() + this.#aheadMs,
      wallNow: () => time.wallNow(),
      setTimer: (callback, delayMs) => time.setTimer(callback, delayMs),
      nextTurn: (callback) => time.nextTurn(callback),
    };
    const snapshot = Object.freeze({ events: 'netlink', probes: 'native', fallbackReason: null } as const);
    const sleep = {
      leastMs: 1,
      sleptMs: () => this.#sleptMs,
      watch: (onJump: () => void) => {
        this.#lookAgain = onJump;
        return { close: () => (this.#lookAgain = () => {}) };
      },
    };
    return new NetworkMonitor(
      { checkHosts: HOSTS.map((host) => ({ host, port: 443 })) },
      {
        ...{ clock, random: () => 0.5, heedsEnvironment: false },
        backend: () => ({ source: this.#source, prober: this.#prober, snapshot, sleep }),
        // Neither a name nor a URL is ever asked for: the hosts are literal, and there is no `captivePortalUrl`.
        resolver: { resolve: async () => [], cancel: () => {} },
        portal: { get: () => ({ cancel: () => {} }) },
      },
    );
  }

  #begin(): Promise<void> {
    if (this.#started !== null) return this.#started;
    const started = this.#monitor.start();
    this.#started = started;
    // It rejects when it is stopped before it is known, which whoever waits for it hears.
    started.catch(() => {});
    this.#source.ready(this.#outage);
    this.#prober.answer();
    return started;
  }

  #become(outage: Outage, degraded: boolean): this {
    if (this.#stopped) throw new StoppedError();
    this.#outage = outage;
    this.#degraded = degraded;
    if (this.#started === null) {
      void this.#begin();
      return this;
    }
    this.#source.become(outage);
    this.#prober.answer();
    this.#sleptMs += 1;
    this.#lookAgain();
    this.#prober.answer();
    return this;
  }

  #tell(name: (typeof EVENTS)[number], payload: never): void {
    this.notify(name, payload);
    if (name === 'state') for (const script of [...this.#scripts.values()]) script.tell();
  }
}
