import { parseDestination } from '../../destination.ts';
import { InvalidOptionError } from '../../errors.ts';
import type { AttemptContext } from '../../retry/attempt-context.ts';
import type { RetryableTest } from '../../retry/judge.ts';
import type { Task } from '../../retry/task.ts';
import type { NetworkView } from '../../retry/network-view.ts';
import { readRetryerOptions, type RetryerOptions, type RetryPolicy, type RetrySeams } from '../../retry/policy.ts';
import { type OperationOptions, Retryer } from '../../retry/retryer.ts';
import { HttpStatusError } from './http-status-error.ts';

/** The retryer's options, and which requests may be sent again. */
export interface RequestRetryOptions extends Omit<RetryerOptions, 'monitor'> {
  /** Methods that are tried again. Default: the idempotent ones of RFC 9110, GET HEAD OPTIONS TRACE PUT DELETE. Others wait for the network before they are sent, and are sent once. */
  methods?: readonly string[];
  /**
   * Whose outages a request waits out. `origin`, the default: those of the server that it goes to, so that requests in the LAN go
   * on while the internet is away, and those to this machine are never held up. `network`: those of the network as a whole, for
   * a dispatcher that reaches its origins by a proxy.
   */
  target?: 'origin' | 'network';
}

/** What decides over one request. */
export interface RequestTraits {
  readonly method: string;
  /** Unknown for requests to a Client or Pool, which has its own. */
  readonly origin: string | undefined;
  /** Its body can be sent again. */
  readonly replayable: boolean;
  readonly signal: AbortSignal | undefined;
}

/** RFC 9110, 9.2.2. */
const IDEMPOTENT_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'];

/** Decides which requests are tried again, and has the retryer do it. */
export class RequestPolicy {
  readonly #methods: ReadonlySet<string>;
  readonly #target: 'origin' | 'network';
  readonly #policy: RetryPolicy;
  readonly #retryer: Retryer;
  // For what may be sent once only: it waits for the network before, and whatever it fails with is its end.
  readonly #once: Retryer;
  // Answers of which it is known that they are to be asked for again: the caller's rules are called once for each.
  readonly #refused = new WeakSet<object>();

  /**
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`; UnknownOptionError `ERR_NETWAKE_UNKNOWN_OPTION`
   */
  constructor(monitor: NetworkView | null, options: RequestRetryOptions, seams: RetrySeams) {
    const { methods, target, ...rest } = options;
    this.#methods = new Set(readMethods(methods));
    this.#target = readTarget(target);
    this.#policy = readRetryerOptions({ ...rest, monitor });
    const isRetryable = this.#testOf(rest.isRetryable);
    this.#retryer = new Retryer({ ...rest, isRetryable, monitor }, seams);
    const final = { maxAttempts: 1, abortOnNetworkDown: false, retryableErrors: [], isRetryable: () => false };
    this.#once = new Retryer({ ...rest, ...final, monitor }, seams).resumeThrough(this.#retryer);
  }

  mayRepeat({ method, replayable }: Pick<RequestTraits, 'method' | 'replayable'>): boolean {
    return replayable && this.#methods.has(method.toUpperCase());
  }

  /** Performs a request as `Retryer.do()` performs an operation, once it may be sent. */
  perform<Value>(task: Task<Value>, traits: RequestTraits): Promise<Value> {
    const options: OperationOptions = { name: nameOf(traits) };
    if (traits.signal !== undefined) options.signal = traits.signal;
    if (this.#target === 'origin' && isDestination(traits.origin)) options.target = traits.origin;
    return (this.mayRepeat(traits) ? this.#retryer : this.#once).do(task, options);
  }

  /**
   * The error that an answer is to fail its attempt with. Null: it goes to the caller, as the answer to the last attempt does.
   * Throws what the caller's rules throw.
   */
  refusal(traits: RequestTraits, status: number, retryAfter: string | null, context: AttemptContext): Error | null {
    if (status < 400 || context.attempt >= this.#policy.maxAttempts || !this.mayRepeat(traits)) return null;
    const error = new HttpStatusError(nameOf(traits), status, retryAfter);
    if (!this.#policy.judge.isRetryable(error, context)) return null;
    this.#refused.add(error);
    return error;
  }

  #testOf(given: RetryableTest | undefined): RetryableTest {
    return (error, context) =>
      (error instanceof HttpStatusError && this.#refused.has(error)) || given?.(error, context);
  }
}

// Without the path: that may be nobody's business but the server's.
function nameOf({ method, origin }: RequestTraits): string {
  return origin === undefined ? method : `${method} ${origin}`;
}

// What undici takes for an origin and is none is for undici to refuse.
function isDestination(origin: string | undefined): origin is string {
  if (origin === undefined) return false;
  try {
    parseDestination('origin', origin);
    return true;
  } catch {
    return false;
  }
}

/** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` */
export function readTarget(value: unknown): 'origin' | 'network' {
  if (value === undefined) return 'origin';
  if (value === 'origin' || value === 'network') return value;
  throw new InvalidOptionError('target', value, "'origin' or 'network'");
}

function readMethods(value: unknown): readonly string[] {
  if (value === undefined) return IDEMPOTENT_METHODS;
  if (!Array.isArray(value)) throw new InvalidOptionError('methods', value, 'an array');
  return value.map((method: unknown, index) => {
    if (typeof method === 'string' && method !== '') return method.toUpperCase();
    throw new InvalidOptionError(`methods[${index}]`, method, 'the name of a method');
  });
}
