import { expect } from 'chai';
import type { RetryerEvents, RetryerOptions } from '../../lib/retry/index.ts';
import { failure, rejectionOf, settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { Surfaced } from '../support/surfaced.ts';
import { RetryHarness } from './harness.ts';

const EVENTS = ['attempt', 'retry', 'outage', 'resume', 'success', 'giveup'] as const;

/** One failure, one outage, one success: every line of the log and every event but those of the end without success. */
async function liveThrough({ retryer, network, clock }: RetryHarness): Promise<unknown> {
  const done = retryer.do(({ invocation }) => {
    if (invocation === 2) network.set('down');
    if (invocation < 3) throw failure('ECONNREFUSED');
    return 'done';
  });
  await settled();
  clock.advance(1_000);
  await settled();
  network.set('up');
  return done;
}

function loggerOf(write: () => unknown): NonNullable<RetryerOptions['logger']> {
  return { debug: write, info: write, warn: write, error: write };
}

const broken = (): never => {
  throw new Error('a bug of the caller');
};

describe('a logger that fails', () => {
  for (const [how, write] of [
    ['by throwing', broken],
    ['with a promise that rejects', () => Promise.reject(new Error('a bug of the caller'))],
  ] as const) {
    it(`${how} changes nothing of what becomes of operations`, async () => {
      using surfaced = new Surfaced();
      const options = { logger: loggerOf(write), initialDelay: '1s' } as const;
      expect(await liveThrough(new RetryHarness(options))).to.equal('done');
      const ends = [
        rejectionOf(
          new RetryHarness({ ...options, maxAttempts: 1 }).retryer.do(() => Promise.reject(failure('EPIPE'))),
        ),
        rejectionOf(new RetryHarness(options).retryer.do(() => Promise.reject(new RangeError('mine')))),
      ];
      expect(await Promise.all(ends.map(async (end) => ((await end) as Error).name))).to.deep.equal([
        'RetryError',
        'RangeError',
      ]);
      await settled();
      expect(surfaced.errors).to.deep.equal([]);
      expect(surfaced.warnings).to.deep.equal(['NETWAKE_LOGGER', 'NETWAKE_LOGGER', 'NETWAKE_LOGGER']);
    });
  }
});

describe('a listener that throws', () => {
  for (const event of EVENTS) {
    it(`on ${event} surfaces, and the operation goes on`, async () => {
      using surfaced = new Surfaced();
      const harness = new RetryHarness({ initialDelay: '1s', maxAttempts: event === 'giveup' ? 1 : 5 });
      harness.retryer.on(event, broken);
      if (event === 'giveup') {
        expect(await rejectionOf(liveThrough(harness))).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
      } else expect(await liveThrough(harness)).to.equal('done');
      await settled();
      expect(surfaced.errors.map(String)).to.include('Error: a bug of the caller');
      expect(harness.eventNames.at(-1)).to.equal(event === 'giveup' ? 'giveup' : 'success');
    });
  }

  it('on the signal of an attempt surfaces, as Node has it, and the operation goes on', async () => {
    using surfaced = new Surfaced();
    const { retryer, clock } = new RetryHarness({ attemptTimeout: '1s', initialDelay: '1s' });
    const done = retryer.do(({ signal, attempt }) => {
      if (attempt === 2) return 'done';
      signal.addEventListener('abort', broken);
      return new Promise<string>(() => {});
    });
    await settled();
    clock.advance(1_000);
    await settled();
    clock.advance(1_000);
    expect(await done).to.equal('done');
    expect(surfaced.errors.map(String)).to.deep.equal(['Error: a bug of the caller']);
  });
});

describe('a rule of the caller that fails', () => {
  const rules: Array<[string, RetryerOptions]> = [
    ['isRetryable', { isRetryable: broken }],
    ['a predicate', { retryableErrors: [broken as (error: unknown) => boolean] }],
  ];
  for (const [what, options] of rules) {
    it(`${what}: the operation rejects with what was thrown`, async () => {
      const { retryer, clock, events } = new RetryHarness(options);
      const error = await rejectionOf(retryer.do(() => Promise.reject(failure('EPIPE'))));
      expect(String(error)).to.equal('Error: a bug of the caller');
      expect(events.at(-1)).to.have.nested.property('[1].error', error);
      expect(clock.pending).to.deep.equal([]);
    });
  }

  const promises: Array<[string, RetryerOptions]> = [
    ['isRetryable', { isRetryable: (() => Promise.reject(new Error('later'))) as never }],
    ['retryableErrors', { retryableErrors: [(() => Promise.reject(new Error('later'))) as never] }],
  ];
  for (const [option, options] of promises) {
    it(`${option}: a promise is refused, which would be taken for a yes or for no answer`, async () => {
      using surfaced = new Surfaced();
      const { retryer } = new RetryHarness(options);
      const error = await rejectionOf(retryer.do(() => Promise.reject(failure('EPIPE'))));
      expect(error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option });
      await settled();
      expect(surfaced.errors).to.deep.equal([]);
    });
  }
});

describe('a monitor whose methods throw', () => {
  it('has no part in what becomes of an operation', async () => {
    const network = Object.assign(new ScriptedNetwork(), {
      ...{ refresh: broken, verify: broken, reportSuccess: broken, reportFailure: broken },
    });
    const { retryer, clock } = new RetryHarness({ initialDelay: '1s' }, network);
    const done = retryer.do(({ attempt }) => {
      if (attempt === 1) throw failure('ETIMEDOUT');
      return attempt;
    });
    await settled();
    clock.advance(1_000);
    expect(await done).to.equal(2);
    expect(await retryer.do(() => 'at once')).to.equal('at once');
  });
});

describe('an operation that is aborted by what it tells', () => {
  const whereabouts: Array<[keyof RetryerEvents, number]> = [
    ...([
      ['attempt', 1_000],
      ['retry', 1_000],
      ['retry', 0],
      ['outage', 1_000],
      ['resume', 1_000],
    ] as const),
  ].map(([event, delayMs]) => [event, delayMs]);
  for (const [event, initialDelay] of whereabouts) {
    it(`by a listener on ${event} ends there, with a delay of ${initialDelay} ms, and invokes nothing more`, async () => {
      const harness = new RetryHarness({ initialDelay, resume: { concurrency: 1 }, maxNetworkWait: '1h' });
      const { retryer, network, clock } = harness;
      const controller = new AbortController();
      let calls = 0;
      let callsAtAbort: number | null = null;
      retryer.on(event, () => {
        callsAtAbort ??= calls;
        controller.abort(new Error('enough'));
      });
      const task = ({ invocation }: { invocation: number }): void => {
        calls++;
        if (invocation === 2) network.set('down');
        if (invocation < 3) throw failure('ECONNREFUSED');
      };
      const outcome = retryer.do(task, { signal: controller.signal }).catch((error: unknown) => error);
      for (let turn = 0; turn < 3; turn++) {
        await settled();
        clock.advance(1_000);
        await settled();
        network.set('up');
      }
      expect(await outcome).to.equal(controller.signal.reason);
      expect(calls).to.equal(callsAtAbort);
      expect(clock.pending).to.deep.equal([]);
      expect(harness.eventNames.slice(-2)).to.deep.equal([event, 'giveup']);
      // Its place in the wave is free.
      network.set('down');
      const next = retryer.do(() => 'next').catch(String);
      await settled();
      retryer.removeAllListeners();
      network.set('up');
      expect(await next).to.equal('next');
    });
  }

  it('by a listener on the attempt that follows at once invokes nothing more', async () => {
    const { retryer, clock } = new RetryHarness({ initialDelay: 0 });
    const controller = new AbortController();
    const calls: number[] = [];
    retryer.on('attempt', ({ attempt }) => attempt === 2 && controller.abort(new Error('enough')));
    const task = ({ attempt }: { attempt: number }): never => {
      calls.push(attempt);
      throw failure('ECONNREFUSED');
    };
    const error = await rejectionOf(retryer.do(task, { signal: controller.signal }));
    await settled();
    expect(error).to.equal(controller.signal.reason);
    expect(calls).to.deep.equal([1]);
    expect(clock.pending).to.deep.equal([]);
  });

  for (const where of ['isRetryable', 'logger'] as const) {
    it(`by its ${where} sets up nothing`, async () => {
      const controller = new AbortController();
      const abort = (): void => controller.abort(new Error('enough'));
      const { retryer, clock } = new RetryHarness({
        ...(where === 'logger' ? { logger: loggerOf(abort) } : { isRetryable: () => (abort(), true) }),
        ...{ initialDelay: '1s' },
      });
      let calls = 0;
      const error = await rejectionOf(
        retryer.do(() => (calls++, Promise.reject(failure('ECONNREFUSED'))), { signal: controller.signal }),
      );
      expect(error).to.equal(controller.signal.reason);
      expect(clock.pending).to.deep.equal([]);
      expect(calls).to.equal(1);
    });
  }

  it('by whoever hears of its timeout ends there', async () => {
    const harness = new RetryHarness({ attemptTimeout: '1s', initialDelay: '1s' });
    const controller = new AbortController();
    const error = rejectionOf(
      harness.retryer.do(
        ({ signal }) => {
          signal.addEventListener('abort', () => controller.abort(new Error('enough')));
          return new Promise(() => {});
        },
        { signal: controller.signal },
      ),
    );
    await settled();
    harness.clock.advance(1_000);
    expect(await error).to.equal(controller.signal.reason);
    expect(harness.clock.pending).to.deep.equal([]);
    expect(harness.eventNames).to.deep.equal(['attempt', 'giveup']);
  });
});

describe('a network that changes by what an operation tells', () => {
  it('and is down again as it resumes: it parks again and is not invoked', async () => {
    const harness = new RetryHarness({ resume: { concurrency: 1 } }, new ScriptedNetwork('down'));
    const { retryer, network } = harness;
    const states: string[] = [];
    retryer.once('resume', () => network.set('down'));
    const done = retryer.do(() => void states.push(network.state));
    await settled();
    network.set('up');
    await settled();
    expect(states).to.deep.equal([]);
    network.set('up');
    await done;
    expect(states).to.deep.equal(['up']);
    expect(harness.eventNames).to.deep.equal(['outage', 'resume', 'outage', 'resume', 'attempt', 'success']);
  });

  it('and is down as an attempt is about to begin: abortOnNetworkDown ends that attempt', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 1, abortOnNetworkDown: true });
    retryer.once('attempt', () => network.set('down'));
    const invocations: number[] = [];
    const done = retryer.do(({ invocation }) => void invocations.push(invocation));
    await settled();
    network.set('up');
    await done;
    expect(invocations).to.deep.equal([2]);
  });
});
