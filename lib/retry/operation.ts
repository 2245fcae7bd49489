import { propertyOf } from '../causes.ts';
import type { Clock } from '../clock.ts';
import { speaksOfNetwork } from '../network-failure.ts';
import type { AbortHook } from './abort-hook.ts';
import type { Announcer } from './announcer.ts';
import { AttemptContext } from './attempt-context.ts';
import { backoffDelayMs } from './backoff.ts';
import { type AttemptRecord, NetworkWaitError, RetryError } from './errors.ts';
import type { Flight, Task } from './flight.ts';
import type { ParkingLot } from './parking-lot.ts';
import { pause, settleDoubt } from './pause.ts';
import type { RetryPolicy } from './policy.ts';
import { retryAfterMs } from './retry-after.ts';
import { flyTraced, type OperationProgress } from './traces.ts';

/** The retryer, as its operations see it. */
export interface OperationOwner {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly announcer: Announcer;
  /** Where to wait out outages at present; null without a monitor. */
  readonly lot: ParkingLot | null;
}

/** How many failures a RetryError remembers. */
const LONGEST_HISTORY = 1_000;

interface Failure {
  error: unknown;
  context: AttemptContext;
  startedMs: number;
  /** `ParkingLot.outages` when the attempt began. */
  outagesBefore: number;
}

/** One call of `do()`, from before its first attempt to its end. It waits on one thing at a time: the task, a backoff, or the network. */
export class Operation<Value> {
  readonly owner: OperationOwner;
  readonly #task: Task<Value>;
  readonly #name: string;
  readonly #hook: AbortHook | null;
  readonly #startedMs: number;
  #attempt = 1;
  #invocation = 0;
  #outages = 0;
  #parkedMs = 0;
  #previousDelayMs = 0;
  #history: AttemptRecord[] | null = null;
  // Null before the first failure.
  #lastError: unknown = null;

  constructor(owner: OperationOwner, task: Task<Value>, name: string, hook: AbortHook | null) {
    this.owner = owner;
    this.#task = task;
    this.#name = name;
    this.#hook = hook;
    this.#startedMs = owner.clock.now();
  }

  get name(): string {
    return this.#name;
  }

  get progress(): OperationProgress {
    return {
      attempt: this.#attempt,
      invocation: this.#invocation,
      outages: this.#outages,
      parkedMs: this.#parkedMs,
    };
  }

  async run(): Promise<Value> {
    const { announcer } = this.owner;
    try {
      const value = await this.#untilDone();
      // A store of the time: there may be a million of them a second.
      this.owner.lot?.monitor.reportSuccess?.();
      announcer.success(this.#name, this.#attempt, this.#invocation, this.#elapsedMs());
      return value;
    } catch (error) {
      announcer.giveUp(this.#name, this.#attempt, this.#elapsedMs(), error);
      throw error;
    } finally {
      this.#hook?.[Symbol.dispose]();
    }
  }

  async #untilDone(): Promise<Value> {
    const { clock, announcer } = this.owner;
    for (;;) {
      if (this.owner.lot?.isDoubtful === true) await settleDoubt(this.#flight());
      // Looked at right before the call: what woke this operation also woke others, and one of them may have learnt more.
      while (this.owner.lot?.isDown === true) await this.#park();
      const outagesBefore = this.owner.lot?.outages ?? 0;
      const startedMs = clock.now();
      const context = new AttemptContext(this.#attempt, ++this.#invocation, this.#outages, this.#name);
      announcer.attempt(this.#name, this.#attempt, this.#invocation, this.#outages);
      try {
        return await flyTraced(this.#task, context, this.#flight());
      } catch (error) {
        this.#hook?.signal.throwIfAborted();
        this.#lastError = error;
        await this.#afterFailure({ error, context, startedMs, outagesBefore });
      }
    }
  }

  // Returns when there is to be another attempt, and throws what the operation ends with otherwise.
  async #afterFailure(failure: Failure): Promise<void> {
    const { error, context } = failure;
    const { lot, policy } = this.owner;
    const suspicious = lot !== null && speaksOfNetwork(error);
    if (suspicious) lot.monitor.reportFailure?.(error);
    // By its code: `instanceof` asks what was thrown, and that may be a proxy that refuses.
    const interrupted = propertyOf(error, 'code') === 'ERR_NETWAKE_NETWORK_DOWN';
    // What the kernel has already said must be known before the attempt is judged, and counted.
    const isDown = lot?.refresh() === true;
    if (!interrupted && !policy.judge.isRetryable(error, context, isDown)) {
      this.owner.announcer.notRetryable(this.#name, this.#attempt, error);
      throw error;
    }
    if (isDown) return this.#giveBack(failure);
    if (suspicious && lot.outages !== failure.outagesBefore) return this.#giveBack(failure);
    const verify = suspicious ? () => lot.verify() : null;
    const delayMs = this.#nextDelayMs(error);
    if (this.#isLast(delayMs)) return this.#verifyLast(failure, verify);
    this.#previousDelayMs = delayMs;
    this.owner.announcer.retry(this.#name, this.#attempt, delayMs, error);
    const end = await pause(delayMs, verify, this.#flight());
    if (end === 'down-unverified') return this.#giveBack(failure);
    this.#remember(failure, false);
    this.#attempt++;
    if (end === 'down') await this.#park();
  }

  async #verifyLast(failure: Failure, verify: (() => Promise<void> | null) | null): Promise<void> {
    const end = verify === null ? 'elapsed' : await pause(null, verify, this.#flight());
    if (end !== 'elapsed') return this.#giveBack(failure);
    this.#remember(failure, false);
    this.owner.announcer.exhausted(this.#name, this.#attempt, failure.error);
    throw new RetryError(this.#name, this.#attempt, this.#history ?? [], failure.error);
  }

  #giveBack(failure: Failure): Promise<void> {
    this.#remember(failure, true);
    return this.#park();
  }

  // Until the network is not down. A wait that is not needed any more is over at once.
  async #park(): Promise<void> {
    const { clock, announcer, policy } = this.owner;
    const startedMs = clock.now();
    this.#outages++;
    announcer.outage(this.#name, this.#attempt, this.#lastError);
    for (let lot = this.owner.lot; lot?.isDown === true; lot = this.owner.lot) {
      const leftMs = policy.maxNetworkWaitMs === null ? null : policy.maxNetworkWaitMs - (clock.now() - startedMs);
      await this.#stay(lot, leftMs);
    }
    const parkedMs = clock.now() - startedMs;
    this.#parkedMs += parkedMs;
    announcer.resume(this.#name, this.#attempt, parkedMs);
  }

  #stay(lot: ParkingLot, leftMs: number | null): Promise<void> {
    const { clock, policy } = this.owner;
    return new Promise((resolve, reject) => {
      const parked = { owner: this.owner, onUsable: () => leave(resolve) };
      const expire = (): void =>
        leave(() => reject(new NetworkWaitError(this.#name, policy.maxNetworkWaitMs ?? 0, this.#lastError)));
      const timer = leftMs === null ? null : clock.setTimer(expire, Math.max(0, leftMs), { unref: policy.unref });
      const leave = (settle: () => void): void => {
        lot.unpark(parked);
        timer?.cancel();
        if (this.#hook !== null) this.#hook.interrupt = null;
        settle();
      };
      if (this.#hook !== null) this.#hook.interrupt = (reason) => leave(() => reject(reason));
      lot.park(parked);
    });
  }

  // Jitter never makes it shorter than the server asked for.
  #nextDelayMs(error: unknown): number {
    const { policy, clock, random } = this.owner;
    const delayMs = backoffDelayMs(policy, this.#attempt, this.#previousDelayMs, random());
    return policy.respectRetryAfter ? Math.max(delayMs, retryAfterMs(error, clock) ?? 0) : delayMs;
  }

  #isLast(delayMs: number): boolean {
    const { maxAttempts, maxElapsedTimeMs } = this.owner.policy;
    if (this.#attempt >= maxAttempts) return true;
    return maxElapsedTimeMs !== null && this.#elapsedMs() - this.#parkedMs + delayMs > maxElapsedTimeMs;
  }

  #remember({ error, startedMs }: Failure, outage: boolean): void {
    const { clock } = this.owner;
    const durationMs = clock.now() - startedMs;
    const startedAt = new Date(clock.wallNow().getTime() - durationMs);
    this.#history ??= [];
    if (this.#history.length === LONGEST_HISTORY) this.#history.shift();
    this.#history.push(Object.freeze({ attempt: this.#attempt, error, startedAt, durationMs, outage }));
  }

  #elapsedMs(): number {
    return this.owner.clock.now() - this.#startedMs;
  }

  #flight(): Flight {
    const { clock, policy, lot } = this.owner;
    return { clock, policy, lot, hook: this.#hook };
  }
}
