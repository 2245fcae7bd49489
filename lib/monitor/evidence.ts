import type { Clock, ClockTimer } from '../clock.ts';
import { speaksOfNetwork } from '../network-failure.ts';
import { formatCheckHost } from './check-host.ts';
import type { Engine } from './engine.ts';
import { giveHint } from './give-hint.ts';
import { Pacer } from './pacer.ts';
import type { MonitorSettings } from './settings.ts';

// Of rounds that failures ask for. Two time limits of a probe follow a gap, 600 ms as a rule: an outage in the middle of a burst
// is found within a second as well, but for a burst that goes on and on.
const SHORTEST_GAP_MS = 250;
const LONGEST_GAP_MS = 1_000;

// Of recoveries that successes start anew: as far apart as their own steps, for where only the way to the check hosts is
// blocked the successes never end.
const SHORTEST_RESTART_MS = 1_000;

// 127.0.0.0/8 and ::1, with or without brackets and port.
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3})(?::\d+)?$|^::1$|^\[::1\](?::\d+)?$/i;

/** What the application tells of its own traffic, and what follows: rounds that are put off, and rounds that come at once. */
export class Evidence {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #engine: Engine;
  readonly #drain: () => void;
  /** Check hosts by the names that they go by. */
  readonly #byName = new Map<string, number[]>();
  /** When the network as a whole last carried traffic, and each check host. */
  #successMs = -Infinity;
  readonly #hostSuccessMs: number[];
  readonly #suspicions = new Pacer(SHORTEST_GAP_MS, LONGEST_GAP_MS);
  readonly #restarts: Pacer;
  /** The suspicion that has to wait, for all that come meanwhile. */
  #waiting: ClockTimer | null = null;
  #closed = false;

  /** @param drain  reads what the kernel has pending */
  constructor(
    settings: Pick<MonitorSettings, 'checkIntervalMs' | 'checkHosts'>,
    clock: Clock,
    engine: Engine,
    drain: () => void,
  ) {
    this.#clock = clock;
    this.#intervalMs = settings.checkIntervalMs;
    this.#engine = engine;
    this.#drain = drain;
    this.#restarts = new Pacer(SHORTEST_RESTART_MS, settings.checkIntervalMs);
    this.#hostSuccessMs = settings.checkHosts.map(() => -Infinity);
    settings.checkHosts.forEach((checkHost, host) => {
      for (const name of new Set([checkHost.host, formatCheckHost(checkHost)]))
        this.#byName.set(name, [...(this.#byName.get(name) ?? []), host]);
    });
  }

  /** Cheap: as a rule no more than the time is set down. */
  success(host: string | undefined): void {
    if (this.#engine.machine.state === 'down') this.#restartRecovery(host);
    else if (host === undefined) this.#successMs = this.#clock.now();
    else this.#noteSuccess(host);
  }

  failure(error: unknown): void {
    if (this.#closed || this.#waiting !== null || this.#engine.hosts.count === 0 || !speaksOfNetwork(error)) return;
    const waitMs = this.#suspicions.waitMs(this.#clock.now());
    if (waitMs === 0) return this.#suspect();
    // Not lost: the round before it may have ended before the network did.
    const settle = (): void => {
      this.#waiting = null;
      this.#suspect();
    };
    this.#waiting = this.#clock.setTimer(settle, waitMs, { unref: true });
  }

  /**
   * By how much a periodic round that is due is put off: until `checkInterval` after the last success. Only while the state is
   * `up`: in `degraded` it is the round that finds out that the other hosts are back.
   */
  putOffMs(): number {
    // Without hosts no success proves anything, and the round that is due asks for a captive portal.
    if (this.#engine.machine.state !== 'up' || this.#hostSuccessMs.length === 0) return 0;
    return Math.max(0, this.#provenMs() + this.#intervalMs - this.#clock.now());
  }

  /** An outage begins: what was learnt in the one before is of no more use. */
  onOutage(): void {
    this.#restarts.reset();
  }

  close(): void {
    this.#closed = true;
    this.#waiting?.cancel();
  }

  #suspect(): void {
    // What the kernel has already said is known without a probe, and without a carrier none must go out.
    this.#drain();
    if (this.#closed || this.#engine.machine.state === 'down') return;
    this.#suspicions.take(this.#clock.now());
    giveHint(this.#engine, { type: 'suspicion' });
  }

  #restartRecovery(host: string | undefined): void {
    if (this.#engine.machine.round?.kind !== 'recovery' || (host !== undefined && LOOPBACK.test(host))) return;
    const nowMs = this.#clock.now();
    if (this.#restarts.waitMs(nowMs) > 0) return;
    this.#restarts.take(nowMs);
    giveHint(this.#engine, { type: 'success' });
  }

  #noteSuccess(host: string): void {
    const nowMs = this.#clock.now();
    const named = this.#byName.get(host);
    if (named !== undefined) for (const index of named) this.#hostSuccessMs[index] = nowMs;
    else if (!LOOPBACK.test(host) && this.#haveOneWay()) this.#successMs = nowMs;
  }

  // The time since which every check host may be out of reach: a success speaks for those that are reached the same way.
  #provenMs(): number {
    let provenMs = Infinity;
    for (let host = 0; host < this.#hostSuccessMs.length; host++) {
      let hostMs = this.#successMs;
      for (let other = 0; other < this.#hostSuccessMs.length; other++)
        if (this.#isSameWay(host, other)) hostMs = Math.max(hostMs, this.#hostSuccessMs[other]!);
      provenMs = Math.min(provenMs, hostMs);
    }
    return provenMs;
  }

  #haveOneWay(): boolean {
    for (let host = 1; host < this.#hostSuccessMs.length; host++) if (!this.#isSameWay(0, host)) return false;
    return true;
  }

  #isSameWay(left: number, right: number): boolean {
    if (left === right) return true;
    const { hosts } = this.#engine;
    const [one, other] = [hosts.viewOf(left), hosts.viewOf(right)];
    return one !== null && one.interface === other?.interface && one.gateway === other.gateway;
  }
}
