import { type ClockTimer, systemClock } from '../../clock.ts';
import { isRemote } from '../../destination.ts';
import { speaksOfNetwork } from '../../network-failure.ts';
import { NetworkWaitError } from '../../retry/errors.ts';
import { ParkingLot } from '../../retry/parking-lot.ts';
import { TargetLots } from '../../retry/target-lots.ts';
import { abortable } from '../../abortable.ts';
import type { Settings } from './options.ts';

/** The outages of a monitor, or of a target, as one call of pRetry sees them. It shares the parking lot with all retryers. */
export class Outages implements Disposable {
  /** Time spent in them, in milliseconds by `performance.now()`. */
  parkedMs = 0;
  readonly #lot: ParkingLot;
  readonly #settings: Settings;
  readonly #release: () => void;

  private constructor(lot: ParkingLot, settings: Settings, release: () => void) {
    this.#lot = lot;
    this.#settings = settings;
    this.#release = release;
  }

  /** Null when there are none: without a monitor, and to a target on this machine. To be disposed of. */
  static of(settings: Settings): Outages | null {
    const { monitor, target } = settings;
    if (monitor === null || target?.host === null) return null;
    const network = ParkingLot.of(monitor, systemClock);
    if (target === null || !isRemote(target) || monitor.target === undefined) {
      return new Outages(network, settings, () => {});
    }
    const lots = TargetLots.of(network, systemClock);
    return new Outages(lots.acquire(target), settings, () => lots.release(target));
  }

  /** Whether the target has to be asked before there is an attempt. */
  get isDoubtful(): boolean {
    return this.#lot.isDoubtful;
  }

  /** Resolves once it is known whether the target can be used. @throws the signal's reason on abort */
  awaitVerdict(): Promise<void> {
    return abortable(this.#settings.signal, (end) => {
      const waiting = { owner: this, onUsable: end };
      this.#lot.awaitVerdict(waiting);
      return () => this.#lot.unpark(waiting);
    });
  }

  /** How many there have been. */
  get count(): number {
    return this.#lot.outages;
  }

  get isDown(): boolean {
    return this.#lot.isDown;
  }

  reportSuccess(): void {
    this.#lot.reportSuccess();
  }

  /**
   * Whether an attempt failed because of an outage: at once when that is known, else when the network has been verified.
   *
   * @param countBefore  `count` when the attempt began
   * @throws the signal's reason on abort
   */
  async areToBlame(error: unknown, countBefore: number): Promise<boolean> {
    const suspicious = speaksOfNetwork(error);
    if (suspicious) this.#lot.reportFailure(error);
    if (this.#lot.refresh()) return true;
    if (!suspicious) return false;
    return this.count !== countBefore || this.#verify();
  }

  /**
   * Resolves when the network is not down.
   *
   * @param lastError  null when nothing has failed yet
   * @throws NetworkWaitError `ERR_NETWAKE_NETWORK_WAIT`; the signal's reason on abort
   */
  async waitOut(lastError: unknown): Promise<void> {
    const startMs = performance.now();
    while (this.isDown) {
      if (await this.#stay()) throw new NetworkWaitError('pRetry', this.#settings.maxNetworkWaitMs ?? 0, lastError);
    }
    this.parkedMs += performance.now() - startMs;
  }

  /** Calls back at the next one. Answers what takes that back. */
  onNext(callback: () => void): () => void {
    const watcher = { onDown: () => callback() };
    this.#lot.watch(watcher);
    return () => this.#lot.unwatch(watcher);
  }

  [Symbol.dispose](): void {
    this.#release();
  }

  // Resolves with whether the time ran out. It ends with the outage, unless another one follows before anybody is woken.
  #stay(): Promise<boolean> {
    const { signal, maxNetworkWaitMs } = this.#settings;
    return abortable(signal, (end) => {
      const parked = { owner: this, onUsable: () => end(false) };
      const unlimit = maxNetworkWaitMs === null ? null : this.#limitEach(maxNetworkWaitMs, () => end(true));
      this.#lot.park(parked);
      return () => {
        this.#lot.unpark(parked);
        unlimit?.();
      };
    });
  }

  // When an outage began is not asked of the lot: its clock may be another retryer's.
  #limitEach(limitMs: number, expire: () => void): () => void {
    const { unref } = this.#settings;
    const begin = (): ClockTimer => systemClock.setTimer(expire, limitMs, { unref });
    let timer = begin();
    const watcher = {
      onDown: (isRepeated: boolean) => {
        if (isRepeated) return;
        timer.cancel();
        timer = begin();
      },
    };
    this.#lot.watch(watcher);
    return () => {
      this.#lot.unwatch(watcher);
      timer.cancel();
    };
  }

  #verify(): Promise<boolean> {
    return abortable(this.#settings.signal, (end) => {
      // Before the verification begins, for it may find the outage at once.
      const unwatch = this.onNext(() => end(true));
      const verdict = this.#lot.verify();
      if (verdict === null) end(false);
      else void verdict.then(() => end(this.isDown));
      return unwatch;
    });
  }
}
