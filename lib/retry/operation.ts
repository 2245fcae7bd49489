import type { AsyncResource } from 'node:async_hooks';
import { asyncScope } from './async-scope.ts';
import { type Attempt, beginAttempt } from './attempt.ts';
import { FlightLimits, limitsFlights } from './flight-limits.ts';
import { mayBegin, type OperationOwner } from './operation-owner.ts';
import { followsAtOnce, foretell, lateEnd, type Outlook, outlookAfter } from './outlook.ts';
import { Passage, type Traveller } from './passage.ts';
import { Pause } from './pause.ts';
import type { Progress } from './progress.ts';
import { type Abortable, SignalHub } from './signal-hub.ts';
import type { Task } from './task.ts';
import { flyTraced, type OperationProgress } from './traces.ts';
import type { Wait } from './wait.ts';

/**
 * One call of `do()` from where it may have to wait. It waits on one thing at a time: the task, a backoff, the network, or
 * its turn after an outage. It has callbacks, and no function that is suspended, because those cost four times the memory.
 *
 * What is announced reaches functions of the caller's, and one of them may abort it or change the network: what follows looks again.
 */
export class Operation<Value> implements Abortable, Traveller {
  readonly #owner: OperationOwner;
  readonly #task: Task<Value>;
  readonly #signal: AbortSignal | null;
  readonly #progress: Progress;
  #resolve!: (value: Value) => void;
  #reject!: (reason: unknown) => void;
  // What ends a wait, a state or a timer, has no part in the caller's AsyncLocalStorage: the task is called within it.
  #scope!: AsyncResource;
  #flight: Attempt | null = null;
  // What may end the flight, or the time after it.
  #wait: Wait | null = null;
  #passage: Passage | null = null;
  #isOver = false;

  constructor(owner: OperationOwner, task: Task<Value>, signal: AbortSignal | null, progress: Progress) {
    this.#owner = owner;
    this.#task = task;
    this.#signal = signal;
    this.#progress = progress;
  }

  get name(): string {
    return this.#progress.name;
  }

  get progress(): OperationProgress {
    const { attempt, invocation, outages, parkedMs } = this.#progress;
    return { attempt, invocation, outages, parkedMs };
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  run(): Promise<Value> {
    return this.settle(() => {
      const signal = this.#signal;
      // Whoever traces it was told before.
      if (signal?.aborted === true) return this.#giveUp(signal.reason);
      if (signal !== null) SignalHub.of(signal).add(this);
      this.#next();
    });
  }

  /** From here on it may wait. */
  settle(start: () => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#scope = asyncScope();
      start();
    });
  }

  /** After an attempt that failed. */
  follow(attempt: Attempt, outlook: Outlook): void {
    if (outlook.isOutage) this.#giveBack(attempt);
    else if (outlook.isWayLost) this.#startOver(attempt, outlook);
    else if (followsAtOnce(outlook, this.#progress)) this.#count(attempt, outlook);
    else this.#pause(attempt, outlook);
  }

  onPassed(): void {
    const flight = beginAttempt(this.#owner, this.#progress);
    this.#flight = flight;
    if (limitsFlights(this.#owner.policy)) {
      const limits = new FlightLimits(this.#owner, this.name, (reason) => this.#cut(reason));
      this.#wait = limits;
      limits.begin();
      if (this.#flight !== flight) return;
    }
    this.#owner.announcer.attempt(this.#progress);
    if (this.#flight === flight) void this.#scope.runInAsyncScope(() => this.#fly(flight));
  }

  onStranded(error: Error): void {
    this.#giveUp(error);
  }

  onAbort(reason: unknown): void {
    this.#flight?.context.abort(reason);
    this.#giveUp(reason);
  }

  #next(): void {
    if (this.#passage === null) {
      if (mayBegin(this.#owner)) return this.onPassed();
      this.#passage = new Passage(this.#owner, this.#progress, this);
    }
    this.#passage.enter();
  }

  // Never rejects. What lands after the attempt was cut short, or the operation aborted, is nobody's.
  async #fly(flight: Attempt): Promise<void> {
    let value: Value;
    try {
      value = await flyTraced(this.#task, flight.context);
    } catch (error) {
      if (this.#flight === flight) this.#fail(flight, error);
      return;
    }
    if (this.#flight !== flight) return;
    this.#end();
    this.#owner.lot?.reportSuccess();
    this.#owner.announcer.success(this.#progress);
    this.#resolve(value);
  }

  // The attempt ends at once, whether the task heeds its signal or not.
  #cut(reason: Error): void {
    const flight = this.#flight;
    if (flight === null) return;
    flight.context.abort(reason);
    if (this.#flight === flight) this.#fail(flight, reason);
  }

  #fail(attempt: Attempt, error: unknown): void {
    this.#leave();
    const outlook = outlookAfter(this.#owner, this.#progress, attempt, error);
    // What was asked on the way is the caller's, and may have aborted it.
    if (this.#isOver) return;
    foretell(this.#owner, this.#progress, outlook);
    if (!this.#isOver) this.follow(attempt, outlook);
  }

  #pause(attempt: Attempt, outlook: Outlook): void {
    const pause = new Pause(this.#owner, outlook, (isOutage) => {
      if (!isOutage) return this.#count(attempt, outlook);
      if (outlook.end === null) this.#owner.budget?.giveBack();
      this.#giveBack(attempt);
    });
    this.#wait = pause;
    pause.begin(outlook);
  }

  // The failure is the operation's own.
  #count(attempt: Attempt, { end }: Outlook): void {
    const history = this.#progress.remember(attempt, false);
    if (end !== null) return this.#giveUp(end(history));
    const late = lateEnd(this.#owner, this.#progress);
    if (late !== null) return this.#giveUp(late(history));
    this.#progress.attempt++;
    this.#next();
  }

  #giveBack(attempt: Attempt): void {
    this.#progress.remember(attempt, true);
    this.#passage ??= new Passage(this.#owner, this.#progress, this);
    this.#passage.park();
  }

  // By another way, and by none when the network goes down meanwhile.
  #startOver(attempt: Attempt, outlook: Outlook): void {
    const { announcer } = this.#owner;
    this.#progress.remember(attempt, true);
    announcer.restart(this.name, attempt.context.attempt, outlook.delayMs, attempt.error);
    if (this.#isOver) return;
    if (outlook.delayMs === 0) return this.#next();
    const pause = new Pause(this.#owner, outlook, () => this.#next());
    this.#wait = pause;
    pause.begin(outlook);
  }

  #giveUp(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    const { name, attempt, startedMs } = this.#progress;
    this.#owner.announcer.giveUp(name, attempt, startedMs, error);
    this.#reject(error);
  }

  #end(): void {
    this.#isOver = true;
    this.#leave();
    if (this.#signal !== null) SignalHub.of(this.#signal).remove(this);
  }

  // Whatever it waits on: not any more.
  #leave(): void {
    this.#flight = null;
    this.#wait?.leave();
    this.#wait = null;
    this.#passage?.leave();
  }
}
