import type { Clock } from '../clock.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptRecord } from './errors.ts';

/** How many failures are told of. */
const LONGEST_HISTORY = 1_000;

/** What is remembered of an attempt: not its context, which may have much behind it. */
type Failed = Pick<Attempt, 'error' | 'startedMs' | 'durationMs'> & { readonly context: { readonly attempt: number } };

/** A failure that is remembered, and behind it those before: as slim as can be, for hardly anybody ever asks for them. */
export class PastFailure {
  readonly attempt: number;
  readonly error: unknown;
  readonly startedMs: number;
  readonly durationMs: number;
  readonly outage: boolean;
  readonly depth: number;
  previous: PastFailure | null;

  constructor({ context, error, startedMs, durationMs }: Failed, outage: boolean, previous: PastFailure | null) {
    this.attempt = context.attempt;
    this.error = error;
    this.startedMs = startedMs;
    this.durationMs = durationMs;
    this.outage = outage;
    this.previous = previous;
    this.depth = previous === null ? 1 : previous.depth + 1;
    if (this.depth % LONGEST_HISTORY === 0) forgetBehind(this);
  }
}

/** For an error, oldest first: the last thousand of them. */
export function recordsUpTo(last: PastFailure, clock: Clock): AttemptRecord[] {
  const wallOriginMs = clock.wallNow().getTime() - clock.now();
  const records = Array.from(newestFirst(last), ({ attempt, error, startedMs, durationMs, outage }) => {
    const startedAt = new Date(wallOriginMs + startedMs);
    return Object.freeze({ attempt, error, startedAt, durationMs, outage });
  });
  return records.reverse();
}

// An operation may fail for ever: two thousand are kept at most.
function forgetBehind(last: PastFailure): void {
  for (const failure of newestFirst(last))
    if (failure.depth === last.depth - LONGEST_HISTORY + 1) failure.previous = null;
}

function* newestFirst(last: PastFailure): Generator<PastFailure> {
  let failure: PastFailure | null = last;
  for (let count = 0; failure !== null && count < LONGEST_HISTORY; count++) {
    yield failure;
    failure = failure.previous;
  }
}
