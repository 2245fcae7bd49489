import type { Clock } from '../clock.ts';
import { IsolatedEmitter } from '../emitter.ts';
import { InvalidOptionError } from '../errors.ts';
import { refuseUnknownOptions } from '../options.ts';
import { Announcer, type EventSink } from './announcer.ts';
import { Destinations } from './destinations.ts';
import type { RetryerEvents } from './events.ts';
import { type NetworkView, readNetworkView } from './network-view.ts';
import type { OperationOwner } from './operation-owner.ts';
import { Operation } from './operation.ts';
import { ParkingLot } from './parking-lot.ts';
import { isLeftAlone, perform } from './perform.ts';
import { fillSeams, readRetryerOptions, type RetryerOptions, type RetryPolicy, type RetrySeams } from './policy.ts';
import { Progress } from './progress.ts';
import { ResumeGate } from './resume-gate.ts';
import { RetryBudget } from './retry-budget.ts';
import { samples } from './samples.ts';
import { nameOf, type Task } from './task.ts';
import { runTraced } from './traces.ts';
import { TurnClock } from './turn-clock.ts';

/** Options of `retryer.do()`. */
export interface OperationOptions {
  /** For events, log lines and errors. Default: the function's name. */
  name?: string;
  /** Aborting it rejects with its reason, whatever the operation is doing. */
  signal?: AbortSignal;
  /**
   * Where it goes: a URL, `'host'`, `'host:port'`, `'[v6]:port'`, or the path of a Unix socket. It parks for that destination then
   * and not for the internet's sake: work in the LAN goes on without it, and loopback and Unix sockets never park.
   */
  target?: string | URL;
}

/**
 * Tries operations again, and knows the network: while it is down they park, no attempt is counted, and they go on the
 * moment it is back. One retryer serves any number of operations; without a monitor it is a plain one.
 */
export class Retryer extends IsolatedEmitter<RetryerEvents> implements EventSink {
  readonly #owner: { -readonly [Key in keyof OperationOwner]: OperationOwner[Key] };
  /** @internal */
  readonly samples: readonly object[] = samples;
  // No attempt is timed.
  readonly #isPlain: boolean;
  /** Null before the first operation with a target. */
  #destinations: Destinations | null = null;

  /**
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for a bad value, named
   * @throws UnknownOptionError `ERR_NETWAKE_UNKNOWN_OPTION` for a misspelt key, with the nearest
   */
  constructor(options: RetryerOptions = {}, seams: RetrySeams = {}) {
    super();
    const policy = readRetryerOptions(options);
    const { clock, random } = fillSeams(seams);
    const announcer = new Announcer(this, policy.logger, clock);
    this.#owner = {
      ...{ policy, clock, random, announcer, turnClock: new TurnClock(clock) },
      lot: lotOf(policy, policy.monitor, clock),
      gate: policy.resume === null ? null : new ResumeGate(policy.resume, clock, random, policy.unref),
      budget: policy.budget === null ? null : new RetryBudget(policy.budget, clock),
    };
    this.#isPlain = policy.attemptTimeoutMs === null && policy.maxElapsedTimeMs === null;
  }

  /**
   * Sets the monitor whose outages are waited out; null for none. Operations that are parked or in a backoff follow at once; an
   * attempt in flight goes by the one that it began with.
   *
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` when it is not a monitor
   */
  setNetworkMonitor(monitor: NetworkView | null): this {
    const before = this.#owner.lot;
    this.#owner.lot = lotOf(this.#owner.policy, readNetworkView('monitor', monitor), this.#owner.clock);
    if (before === this.#owner.lot) return this;
    before?.release(this.#owner);
    this.#destinations?.follow();
    return this;
  }

  /**
   * Performs an operation until it succeeds, and resolves with what it returns.
   *
   * @param operation  called with `{ attempt, invocation, outages, name, signal }`, once an attempt
   * @throws RetryError `ERR_NETWAKE_RETRY_EXHAUSTED` after the last attempt; the error itself when it is not retryable;
   *   RetryBudgetError `ERR_NETWAKE_BUDGET`; NetworkWaitError `ERR_NETWAKE_NETWORK_WAIT`; the signal's reason on abort
   */
  do<Value>(operation: Task<Value>, options: OperationOptions = NO_OPTIONS): Promise<Value> {
    try {
      if (typeof operation !== 'function') throw new InvalidOptionError('operation', operation, 'a function');
      const { name, signal, target } = readOperationOptions(options);
      if (target === undefined) return this.#perform(this.#owner, operation, name, signal);
      signal?.throwIfAborted();
      return this.#performAt(target, operation, name, signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The function, retried: same arguments, same `this`. */
  wrap<Receiver, Arguments extends unknown[], Value>(
    wrapped: (this: Receiver, ...args: Arguments) => Value | PromiseLike<Value>,
    options: { name?: string } = {},
  ): (this: Receiver, ...args: Arguments) => Promise<Value> {
    if (typeof wrapped !== 'function') throw new InvalidOptionError('wrapped', wrapped, 'a function');
    refuseUnknownOptions('options', options, ['name']);
    const name = nameOf(wrapped, options.name);
    const retry = (task: Task<Value>): Promise<Value> => this.do(task, { name });
    return function (...args) {
      return retry(() => Reflect.apply<Receiver, Arguments, Value | PromiseLike<Value>>(wrapped, this, args));
    };
  }

  #perform<Value>(
    owner: OperationOwner,
    operation: Task<Value>,
    name: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Value> {
    if (signal === undefined && this.#isPlain && isLeftAlone(owner)) return perform(owner, operation, name);
    signal?.throwIfAborted();
    const progress = new Progress(nameOf(operation, name), owner.clock.now());
    return runTraced(new Operation(owner, operation, signal ?? null, progress));
  }

  // By itself: what a closure captures is allocated as soon as its function is called.
  #performAt<Value>(
    target: string | URL,
    operation: Task<Value>,
    name: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Value> {
    this.#destinations ??= new Destinations(this.#owner);
    return this.#destinations.run(target, (owner) => this.#perform(owner, operation, name, signal));
  }

  /** @internal After an outage its operations go on through the gate of another, as if there were one retryer. */
  resumeThrough(other: Retryer): this {
    this.#owner.gate = other.#owner.gate;
    return this;
  }

  /** @internal */
  emitEvent<Name extends keyof RetryerEvents>(name: Name, payload: RetryerEvents[Name][0]): void {
    this.notify(name, payload);
  }
}

function lotOf(policy: RetryPolicy, monitor: NetworkView | null, clock: Clock): ParkingLot | null {
  return monitor === null || !policy.waitForNetwork ? null : ParkingLot.of(monitor, clock);
}

const NO_OPTIONS: OperationOptions = Object.freeze({});

function readOperationOptions(options: OperationOptions): OperationOptions {
  if (options === NO_OPTIONS) return options;
  refuseUnknownOptions('options', options, ['name', 'signal', 'target']);
  if (options.name !== undefined && typeof options.name !== 'string') {
    throw new InvalidOptionError('name', options.name, 'a string');
  }
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw new InvalidOptionError('signal', options.signal, 'an AbortSignal');
  }
  return options;
}
