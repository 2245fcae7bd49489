import { expect } from 'chai';
import fc from 'fast-check';
import type { Options, RetryContext } from '../../../lib/integrations/p-retry/index.ts';
import { type Implementation, IMPLEMENTATIONS } from './comparison.ts';
import { VirtualTime } from './virtual-time.ts';

const KINDS = ['error', 'mistake', 'fetch', 'abort', 'abort-text', 'no-error', 'success'] as const;

const step = fc.record({
  kind: fc.constantFrom(...KINDS, 'error', 'error', 'fetch'),
  takesMs: fc.constantFrom(0, 0, 70),
  aborts: fc.integer({ min: 0, max: 15 }).map((dice) => dice === 0),
  consumes: fc.integer({ min: 0, max: 3 }).map((dice) => dice !== 0),
  retries: fc.integer({ min: 0, max: 7 }).map((dice) => dice !== 0),
  callbackThrows: fc.constantFrom(null, null, null, null, null, null, 'failed', 'consume', 'retry'),
});

const options = fc.record(
  {
    retries: fc.constantFrom(0, 1, 2, 3, Infinity),
    factor: fc.constantFrom(0, 0.5, 1, 2, 3),
    minTimeout: fc.constantFrom(0, 1, 50, 1_000),
    maxTimeout: fc.constantFrom(0, 60, 500, Infinity),
    maxRetryTime: fc.constantFrom(0, 100, 1_000, Infinity),
    unref: fc.boolean(),
  },
  { requiredKeys: ['retries'] },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Everything that a call did, as it could be seen from outside. */
async function trace(
  { default: pRetry, AbortError }: Implementation,
  steps: readonly Step[],
  given: Options,
  abortAtMs: number | null,
): Promise<unknown[]> {
  using time = new VirtualTime();
  const log: unknown[] = [];
  const aborting = new AbortController();
  const errors = steps.map((_, index) => new Error(`error ${index}`));
  const thrown = (index: number): unknown =>
    ({
      ...{ error: errors[index], mistake: new TypeError('mistake'), fetch: new TypeError('fetch failed') },
      ...{
        abort: new AbortError(errors[index]!),
        'abort-text': new AbortError('enough'),
        'no-error': 42,
        success: null,
      },
    })[steps[index]!.kind];
  let index = -1;
  const input = async (attempt: number): Promise<string> => {
    log.push(['attempt', attempt, time.nowMs]);
    if (++index === steps.length) return 'out of steps';
    const { takesMs, aborts, kind } = steps[index]!;
    if (takesMs > 0) await new Promise((resolve) => void setTimeout(resolve, takesMs));
    if (aborts) aborting.abort(new Error(`abort ${index}`));
    if (kind !== 'success') throw thrown(index);
    return 'done';
  };
  const callback = (name: 'failed' | 'consume' | 'retry', answer: boolean) => (context: RetryContext) => {
    log.push([
      name,
      { ...context, error: context.error.message.split(/[;.]/)[0] },
      errors.indexOf(context.error),
      time.nowMs,
    ]);
    if (steps[index]?.callbackThrows === name) throw new Error(`of ${name}`);
    return answer;
  };
  const promise = pRetry(input, {
    ...{ ...given, signal: aborting.signal },
    onFailedAttempt: (context) => void callback('failed', true)(context),
    shouldConsumeRetry: (context) => callback('consume', steps[index]?.consumes ?? true)(context),
    shouldRetry: (context) => callback('retry', steps[index]?.retries ?? true)(context),
  });
  if (abortAtMs !== null) setTimeout(() => aborting.abort(new Error('from outside')), abortAtMs);
  const outcome = await time.finish(promise);
  const error = 'error' in outcome ? (outcome.error as Error) : null;
  const ending = error === null ? outcome : [error.constructor.name, error.name, error.message.split(/[;.]/)[0]];
  const { delaysMs, unreferenced, cleared, nowMs } = time;
  return [...log, ending, errors.indexOf(error as never), { delaysMs, unreferenced, cleared, nowMs }];
}

describe('netwake/p-retry without a monitor', () => {
  it('does what p-retry does, call by call and timer by timer', async () => {
    const [[, theirs], [, ours]] = IMPLEMENTATIONS as [[string, Implementation], [string, Implementation]];
    const script = fc.tuple(
      fc.array(step, { maxLength: 8 }),
      options,
      fc.option(fc.constantFrom(1, 40, 700), { freq: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(script, async ([steps, given, abortAtMs]) => {
        const expected = await trace(theirs, steps, given, abortAtMs);
        expect(await trace(ours, steps, given, abortAtMs)).to.deep.equal(expected);
      }),
      { numRuns: 300 },
    );
  });
});
