import type { AsyncResource } from 'node:async_hooks';
import { propertyOf } from '../causes.ts';
import type { ClockTimer } from '../clock.ts';
import { speaksOfNetwork } from '../network-failure.ts';
import { asyncScope } from './async-scope.ts';
import { AttemptContext } from './attempt-context.ts';
import { AttemptTimeoutError, NetworkDownError, NetworkWaitError } from './errors.ts';
import { ATTEMPTS_A_TURN, type End, type Failure, type Pause } from './failure.ts';
import { AttemptHistory } from './history.ts';
import type { OperationOwner } from './operation-owner.ts';
import { lookAhead } from './outlook.ts';
import type { Parked, ParkingLot, Watching } from './parking-lot.ts';
import type { Resumable } from './resume-gate.ts';
import { type Abortable, SignalHub } from './signal-hub.ts';
import type { Task } from './task.ts';
import { flyTraced, type OperationProgress } from './traces.ts';

/**
 * One call of `do()` from where it first has to wait. It waits on one thing at a time: the task, a backoff, the network, or
 * its turn after an outage. It has callbacks, and no function that is suspended, because those cost four times the memory.
 */
export class Operation<Value> implements Parked, Watching, Abortable, Resumable {
  readonly owner: OperationOwner;
  readonly #task: Task<Value>;
  readonly name: string;
  readonly #signal: AbortSignal | null;
  readonly #startedMs: number;
  #resolve!: (value: Value) => void;
  #reject!: (reason: unknown) => void;
  // What ends a wait, a state or a timer, has no part in the caller's AsyncLocalStorage: the task is called within it.
  #scope!: AsyncResource;
  #attempt = 1;
  #invocation = 0;
  #outages = 0;
  #parkedMs = 0;
  #previousDelayMs = 0;
  #history: AttemptHistory | null = null;
  // Null before the first failure.
  #lastError: unknown = null;
  #flight: Failure | null = null;
  #pause: Pause | null = null;
  // When the outage began that is being waited out, its resume wave included; null when there is none.
  #outageMs: number | null = null;
  // Where it is parked, or watches out.
  #lot: ParkingLot | null = null;
  #timer: ClockTimer | null = null;
  #graceTimer: ClockTimer | null = null;

  constructor(owner: OperationOwner, task: Task<Value>, name: string, signal: AbortSignal | null, startedMs: number) {
    this.owner = owner;
    this.#task = task;
    this.name = name;
    this.#signal = signal;
    this.#startedMs = startedMs;
  }

  get progress(): OperationProgress {
    return { attempt: this.#attempt, invocation: this.#invocation, outages: this.#outages, parkedMs: this.#parkedMs };
  }

  run(): Promise<Value> {
    return this.#settle(() => {
      if (this.#signal !== null) SignalHub.of(this.#signal).add(this);
      const { lot } = this.owner;
      if (lot?.isDoubtful === true) (this.#lot = lot).awaitVerdict(this);
      else this.#next();
    });
  }

  /** Goes on after a first attempt that has failed. */
  recover(failure: Failure): Promise<Value> {
    this.#invocation = 1;
    return this.#settle(() => this.#fail(failure));
  }

  onUsable(): void {
    this.#leave();
    this.#next();
  }

  onDown(): void {
    if (this.#pause !== null) return this.#endPause(this.#pause);
    const graceMs = this.owner.policy.abortOnNetworkDownAfterMs;
    // Whoever heard of it first may have ended the attempt.
    if (graceMs === null || this.#flight === null) return;
    const cut = (): void => void (this.#isDown && this.#cut(new NetworkDownError(this.name)));
    if (graceMs === 0) return cut();
    this.#graceTimer?.cancel();
    this.#graceTimer = this.#after(graceMs, cut);
  }

  onAbort(reason: unknown): void {
    this.#flight?.context.abort(reason);
    this.#giveUp(reason);
  }

  onAdmitted(): void {
    if (!this.#isDown) return this.#resume();
    this.onUsable();
  }

  #settle(start: () => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#scope = asyncScope();
      start();
    });
  }

  get #isDown(): boolean {
    return this.owner.lot !== null && this.owner.lot.isDown;
  }

  // Looked at right before each call: what woke this operation also woke others, and one of them may have learnt more.
  #next(): void {
    if (this.#isDown) return this.#park();
    const { gate } = this.owner;
    if (gate !== null && this.#outages > 0) return gate.enter(this, this.#outageMs !== null);
    this.#resume();
  }

  #park(): void {
    const { clock, announcer, policy } = this.owner;
    if (this.#outageMs === null) {
      this.#outageMs = clock.now();
      this.#outages++;
      announcer.outage(this.name, this.#attempt, this.#lastError);
      // What it failed of may be over already.
      if (!this.#isDown) return this.#next();
    }
    const limitMs = policy.maxNetworkWaitMs;
    if (limitMs !== null) {
      const leftMs = Math.max(0, limitMs - (clock.now() - this.#outageMs));
      this.#timer = this.#after(leftMs, () => this.#giveUp(new NetworkWaitError(this.name, limitMs, this.#lastError)));
    }
    (this.#lot = this.owner.lot)?.park(this);
  }

  #resume(): void {
    if (this.#outageMs !== null) {
      const parkedMs = this.owner.clock.now() - this.#outageMs;
      this.#parkedMs += parkedMs;
      this.#outageMs = null;
      this.owner.announcer.resume(this.name, this.#attempt, parkedMs);
    }
    this.#launch();
  }

  #launch(): void {
    const { policy, lot, turnClock, announcer } = this.owner;
    const context = new AttemptContext(this.#attempt, ++this.#invocation, this.#outages, this.name);
    const flight: Failure = (this.#flight = {
      error: null,
      context,
      startedMs: turnClock.now(),
      outagesBefore: lot?.outages ?? 0,
    });
    announcer.attempt(this.name, this.#attempt, this.#invocation, this.#outages);
    const timeoutMs = policy.attemptTimeoutMs;
    if (timeoutMs !== null) {
      this.#timer = this.#after(timeoutMs, () => this.#cut(new AttemptTimeoutError(this.name, timeoutMs)));
    }
    if (policy.abortOnNetworkDownAfterMs !== null) (this.#lot = this.owner.lot)?.watch(this);
    void this.#scope.runInAsyncScope(() => this.#fly(flight));
  }

  // Never rejects. What lands after the attempt was cut short, or the operation aborted, is nobody's.
  async #fly(flight: Failure): Promise<void> {
    let value: Value;
    try {
      value = await flyTraced(this.#task, flight.context);
    } catch (error) {
      if (this.#flight !== flight) return;
      flight.error = error;
      return this.#fail(flight);
    }
    if (this.#flight === flight) this.#succeed(value);
  }

  // The attempt ends at once, whether the task heeds its signal or not.
  #cut(reason: Error): void {
    const flight = this.#flight;
    if (flight === null) return;
    flight.context.abort(reason);
    flight.error = reason;
    this.#fail(flight);
  }

  #fail(failure: Failure): void {
    this.#leave();
    this.#lastError = failure.error;
    try {
      this.#decide(failure);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  // Throws what the operation ends with, if that is known at once.
  #decide(failure: Failure): void {
    const { error, context } = failure;
    const { lot, policy, announcer } = this.owner;
    const suspicious = lot !== null && speaksOfNetwork(error);
    if (suspicious) lot.monitor.reportFailure?.(error);
    // By its code: `instanceof` asks what was thrown, and that may be a proxy that refuses.
    const interrupted = propertyOf(error, 'code') === 'ERR_NETWAKE_NETWORK_DOWN';
    // What the kernel has already said must be known before the attempt is judged, and counted.
    const isDown = lot?.refresh() === true;
    if (!interrupted && !policy.judge.isRetryable(error, context, isDown)) {
      announcer.notRetryable(this.name, this.#attempt, error);
      throw error;
    }
    if (isDown) return this.#giveBack(failure);
    if (suspicious && lot.outages !== failure.outagesBefore) return this.#giveBack(failure);
    const { delayMs, end } = lookAhead(this.owner, {
      ...{ name: this.name, attempt: this.#attempt, error, previousDelayMs: this.#previousDelayMs },
      elapsedMs: () => this.owner.clock.now() - this.#startedMs - this.#parkedMs,
    });
    if (end === null) {
      this.#previousDelayMs = delayMs;
      announcer.retry(this.name, this.#attempt, delayMs, error);
    }
    const elapsed = end !== null || (delayMs === 0 && this.#attempt % ATTEMPTS_A_TURN !== 0);
    if (!suspicious && elapsed) return this.#count(failure, end);
    this.#wait({ failure, end, elapsed, verified: !suspicious }, delayMs);
  }

  // Until the backoff is over and the network has been verified, whichever takes longer. An outage ends it at once.
  #wait(pause: Pause, delayMs: number): void {
    this.#pause = pause;
    // Before the verification begins, for it may find the outage at once.
    (this.#lot = this.owner.lot)?.watch(this);
    if (!pause.elapsed) {
      const elapse = (): void => this.#proceed(pause, 'elapsed');
      if (delayMs > 0) this.#timer = this.#after(delayMs, elapse);
      else this.owner.clock.nextTurn(elapse);
    }
    if (pause.verified) return;
    const verdict = this.owner.lot?.verify() ?? null;
    if (verdict === null) this.#proceed(pause, 'verified');
    else void verdict.then(() => this.#proceed(pause, 'verified'));
  }

  #proceed(pause: Pause, done: 'elapsed' | 'verified'): void {
    pause[done] = true;
    if (this.#pause === pause && pause.elapsed && pause.verified) this.#endPause(pause);
  }

  #endPause(pause: Pause): void {
    this.#leave();
    // An outage that was found while the failure was being verified is what it failed of.
    if (!pause.verified) {
      if (pause.end === null) this.owner.budget?.giveBack();
      return this.#giveBack(pause.failure);
    }
    this.#count(pause.failure, pause.end);
  }

  // The failure is the operation's own.
  #count(failure: Failure, end: End | null): void {
    const history = this.#remember(failure, false);
    if (end !== null) return this.#giveUp(end(history));
    this.#attempt++;
    this.#next();
  }

  #giveBack(failure: Failure): void {
    this.#remember(failure, true);
    this.#park();
  }

  #succeed(value: Value): void {
    this.#end();
    // A store of the time: there may be a million of them a second.
    this.owner.lot?.monitor.reportSuccess?.();
    this.owner.announcer.success(this.name, this.#attempt, this.#invocation, this.#startedMs);
    this.#resolve(value);
  }

  #giveUp(error: unknown): void {
    this.#end();
    this.owner.announcer.giveUp(this.name, this.#attempt, this.#startedMs, error);
    this.#reject(error);
  }

  #end(): void {
    this.#leave();
    if (this.#signal !== null) SignalHub.of(this.#signal).remove(this);
  }

  // Whatever it waits on: not any more.
  #leave(): void {
    this.#flight = null;
    this.#pause = null;
    this.#timer?.cancel();
    this.#graceTimer?.cancel();
    this.#lot?.leave(this);
    this.#timer = this.#graceTimer = this.#lot = null;
    if (this.#outages > 0) this.owner.gate?.leave(this);
  }

  #after(delayMs: number, callback: () => void): ClockTimer {
    return this.owner.clock.setTimer(callback, delayMs, { unref: this.owner.policy.unref });
  }

  #remember({ error, startedMs }: Failure, outage: boolean): AttemptHistory {
    const durationMs = this.owner.clock.now() - startedMs;
    this.#history ??= new AttemptHistory();
    return this.#history.add({ attempt: this.#attempt, error, startedMs, durationMs, outage });
  }
}
