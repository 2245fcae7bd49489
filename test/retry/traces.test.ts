import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import type { AttemptTrace, RetryTrace } from '../../lib/retry/index.ts';
import { ChannelListeners } from '../support/channels.ts';
import { failure, rejectionOf, settled } from '../support/failure.ts';
import { RetryHarness } from './harness.ts';

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;

/** What one tracing channel tells, in order. */
class Traces<Trace extends object> implements Disposable {
  /** The event, and a copy of what its context was like then. */
  readonly told: Array<[string, Trace]> = [];
  /** The contexts themselves. */
  readonly contexts = new Set<Trace>();
  readonly #listeners = new ChannelListeners();

  constructor(name: string) {
    for (const event of EVENTS) {
      this.#listeners.add(`tracing:${name}:${event}`, (context) => {
        this.told.push([event, { ...(context as Trace) }]);
        this.contexts.add(context as Trace);
      });
    }
  }

  get names(): string[] {
    return this.told.map(([event]) => event);
  }

  [Symbol.dispose](): void {
    this.#listeners[Symbol.dispose]();
  }
}

describe("tracingChannel('netwake:retry')", () => {
  it('traces an operation from its beginning to its result, with one context', async () => {
    using traces = new Traces<RetryTrace>('netwake:retry');
    const { retryer } = new RetryHarness();
    expect(await retryer.do(() => 42, { name: 'export' })).to.equal(42);
    const beginning = { name: 'export', attempt: 1, invocation: 0, outages: 0, parkedMs: 0 };
    const end = { ...beginning, invocation: 1, result: 42 };
    expect(traces.told[0]).to.deep.equal(['start', beginning]);
    expect(traces.names).to.deep.equal(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(traces.told.at(-1)).to.deep.equal(['asyncEnd', end]);
    expect(traces.contexts.size).to.equal(1);
  });

  it('has the error, the same that the operation rejects with', async () => {
    using traces = new Traces<RetryTrace>('netwake:retry');
    const { retryer, clock } = new RetryHarness({ maxAttempts: 2, initialDelay: '1s' });
    const failing = rejectionOf(
      retryer.do(() => {
        throw failure('ECONNREFUSED');
      }),
    );
    await settled();
    clock.advance(1_000);
    const error = await failing;
    expect(traces.names).to.deep.equal(['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
    expect(traces.told.at(-1)![1]).to.include({ attempt: 2, invocation: 2, error });
  });

  it('has the outages that were waited out, and for how long', async () => {
    using traces = new Traces<RetryTrace>('netwake:retry');
    const { retryer, network, clock } = new RetryHarness({ maxAttempts: 1 });
    const done = retryer.do(({ invocation }) => {
      if (invocation > 1) return;
      network.pending = 'down';
      throw failure('ECONNRESET');
    });
    await settled();
    clock.advance(3_000);
    network.set('up');
    await done;
    expect(traces.told.at(-1)![1]).to.include({ attempt: 1, invocation: 2, outages: 1, parkedMs: 3_000 });
  });

  it('tells of an abort as of any other end', async () => {
    using traces = new Traces<RetryTrace>('netwake:retry');
    const { retryer } = new RetryHarness();
    const controller = new AbortController();
    const failing = rejectionOf(retryer.do(() => new Promise(() => {}), { signal: controller.signal }));
    await settled();
    controller.abort();
    await failing;
    expect(traces.told.at(-1)![1]).to.include({ error: controller.signal.reason as Error });
  });
});

describe('an operation that is aborted by whoever traces its start', () => {
  it('ends with the reason, and invokes nothing', async () => {
    const controller = new AbortController();
    using listeners = new ChannelListeners();
    listeners.add('tracing:netwake:retry:start', () => controller.abort(new Error('enough')));
    let calls = 0;
    const { retryer } = new RetryHarness();
    const error = await rejectionOf(retryer.do(() => calls++, { signal: controller.signal }));
    expect(error).to.equal(controller.signal.reason);
    expect(calls).to.equal(0);
    expect(getEventListeners(controller.signal, 'abort')).to.deep.equal([]);
  });
});

describe("tracingChannel('netwake:attempt')", () => {
  it('traces each call of an operation, those that throw at once too', async () => {
    using traces = new Traces<AttemptTrace>('netwake:attempt');
    const { retryer, clock } = new RetryHarness({ initialDelay: '1s' });
    const error = failure('ECONNREFUSED');
    const done = retryer.do(
      ({ attempt }) => {
        if (attempt === 1) throw error;
        return 'done';
      },
      { name: 'export' },
    );
    await settled();
    clock.advance(1_000);
    expect(await done).to.equal('done');
    const calls = [...traces.contexts];
    expect(calls).to.deep.equal([
      { name: 'export', attempt: 1, invocation: 1, outages: 0, error },
      { name: 'export', attempt: 2, invocation: 2, outages: 0, result: 'done' },
    ]);
  });

  it('ends the trace of an attempt that its timeout ended, whether the task heeds it or not', async () => {
    using traces = new Traces<AttemptTrace>('netwake:attempt');
    const { retryer, clock } = new RetryHarness({ attemptTimeout: '1s', maxAttempts: 1 });
    const failing = rejectionOf(retryer.do(() => new Promise(() => {})));
    await settled();
    clock.advance(1_000);
    await failing;
    expect(traces.names.at(-1)).to.equal('asyncEnd');
    expect(traces.told.at(-1)![1].error).to.have.property('code', 'ERR_NETWAKE_ATTEMPT_TIMEOUT');
  });

  it('runs within the stores of its operation, after a backoff and after an outage too', async () => {
    const store = new AsyncLocalStorage<string>();
    const [operations, attempts] = [tracingChannel('netwake:retry'), tracingChannel('netwake:attempt')];
    operations.start.bindStore(store, (trace) => `span of ${(trace as RetryTrace).name}`);
    attempts.start.bindStore(store, (trace) => `call ${(trace as AttemptTrace).invocation} in ${store.getStore()}`);
    const seen: unknown[] = [];
    const { retryer, network, clock } = new RetryHarness({ initialDelay: '1s' });
    const done = retryer.do(
      ({ invocation }) => {
        seen.push(store.getStore());
        if (invocation === 2) network.pending = 'down';
        if (invocation < 3) throw failure('ECONNREFUSED');
      },
      { name: 'export' },
    );
    await settled();
    clock.advance(1_000);
    await settled();
    network.set('up');
    await done;
    operations.start.unbindStore(store);
    attempts.start.unbindStore(store);
    expect(seen).to.deep.equal([1, 2, 3].map((call) => `call ${call} in span of export`));
  });
});
