import type { Attempt } from './attempt.ts';
import { PastFailure } from './history.ts';
import type { RestartPace } from './restart-pace.ts';

/** How far an operation has come. Counts, and remembers; what follows of it is decided elsewhere. */
export class Progress {
  readonly name: string;
  readonly startedMs: number;
  /** The present attempt; counts from 1. */
  attempt = 1;
  /** Calls so far. */
  invocation = 0;
  outages = 0;
  parkedMs = 0;
  previousDelayMs = 0;
  /** Null until the way of an attempt was lost. */
  restarts: RestartPace | null = null;
  /** What the last attempt failed of; null before the first failure. */
  lastError: unknown = null;
  /** The last failure that was judged; null before the first. */
  history: PastFailure | null = null;
  // When the outage began that is being waited out, its resume wave included; null when there is none.
  #outageMs: number | null = null;
  // Since when it lines up for a later attempt; null when it does not.
  #queuedMs: number | null = null;

  constructor(name: string, startedMs: number) {
    this.name = name;
    this.startedMs = startedMs;
  }

  /** Of an operation whose first attempt was made without one. */
  static afterFirst(name: string, startedMs: number): Progress {
    const progress = new Progress(name, startedMs);
    progress.invocation = 1;
    return progress;
  }

  /** Whether it waits out an outage, or for its turn after one. */
  get isInOutage(): boolean {
    return this.#outageMs !== null;
  }

  /** Time since the call, without what was spent parked. */
  workedMs(nowMs: number): number {
    return nowMs - this.startedMs - this.parkedMs;
  }

  beginQueue(nowMs: number): void {
    this.#queuedMs ??= nowMs;
  }

  endQueue(nowMs: number): void {
    if (this.#queuedMs === null) return;
    this.parkedMs += nowMs - this.#queuedMs;
    this.#queuedMs = null;
  }

  beginOutage(nowMs: number): void {
    this.endQueue(nowMs);
    this.#outageMs = nowMs;
    this.outages++;
  }

  /** How long the present outage has lasted. */
  outageMs(nowMs: number): number {
    return this.#outageMs === null ? 0 : nowMs - this.#outageMs;
  }

  /** Answers how long it was parked. */
  endOutage(nowMs: number): number {
    const parkedMs = this.outageMs(nowMs);
    this.parkedMs += parkedMs;
    this.#outageMs = null;
    return parkedMs;
  }

  /** @param outage  it was the network's, and the attempt is given back */
  remember(attempt: Attempt, outage: boolean): PastFailure {
    return (this.history = new PastFailure(attempt, outage, this.history));
  }
}
