import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import fc from 'fast-check';
import { failure, settled } from '../support/failure.ts';
import { RetryHarness } from './harness.ts';

/** What happens next: to the network, to the clock, to the attempt in flight, or to the caller's signal. */
type Step = 'down' | 'up' | 'degraded' | 'unknown' | 'time' | 'network-error' | 'refused' | 'success' | 'abort';

const BEFORE_ABORT: readonly Step[] = [
  ...(['down', 'up', 'degraded', 'unknown', 'time', 'network-error', 'refused', 'success'] as const),
];

const MAX_ATTEMPTS = 3;

/** One operation that is lived through, and what may be expected of it. */
class Life {
  readonly harness: RetryHarness;
  readonly controller = new AbortController();
  readonly statesAtCall: string[] = [];
  /** Failures while the network was usable, and had been throughout if they speak of it. */
  counted = 0;
  ended: unknown = null;
  #outages = 0;
  #outagesAtCall = 0;
  #settle: ((error: Error | null) => void) | null = null;

  constructor(withSignal: boolean) {
    this.harness = new RetryHarness({ maxAttempts: MAX_ATTEMPTS });
    const { retryer, network } = this.harness;
    network.on('state', ({ state }) => {
      if (state === 'down') this.#outages++;
    });
    const task = (): Promise<void> => {
      this.statesAtCall.push(network.state);
      this.#outagesAtCall = this.#outages;
      return new Promise((resolve, reject) => {
        this.#settle = (error) => (error === null ? resolve() : reject(error));
      });
    };
    retryer.do(task, withSignal ? { signal: this.controller.signal } : {}).then(
      () => (this.ended = 'success'),
      (error: unknown) => (this.ended = error),
    );
  }

  async take(step: Step): Promise<void> {
    if (step === 'time') this.harness.clock.advance(60_000);
    else if (step === 'network-error') this.#fail('EHOSTUNREACH', this.#outages === this.#outagesAtCall);
    else if (step === 'refused') this.#fail('ECONNREFUSED', true);
    else if (step === 'success') this.#land(null);
    else if (step === 'abort') this.controller.abort(new Error('enough'));
    else this.harness.network.set(step);
    await settled();
  }

  /** Recovery, time and a task that succeeds: now it has to end. */
  async recover(): Promise<void> {
    await this.take('up');
    for (let turn = 0; turn < MAX_ATTEMPTS && this.ended === null; turn++) {
      await this.take('time');
      await this.take('success');
    }
  }

  get consumed(): number {
    const attempts = this.harness.events.filter(([name]) => name === 'attempt');
    const last = Math.max(1, ...attempts.map(([, event]) => Number(event['attempt'])));
    return this.ended === 'success' ? last - 1 : last;
  }

  #fail(code: string, counts: boolean): void {
    if (this.#land(failure(code)) && counts && this.harness.network.state !== 'down') this.counted++;
  }

  #land(error: Error | null): boolean {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(error);
    return settle !== null && this.ended === null;
  }
}

function expectOrder({ statesAtCall, ended, harness, controller, counted }: Life): void {
  expect(ended).to.not.equal(null);
  expect(statesAtCall).to.not.include('down');
  expect(counted).to.be.at.most(MAX_ATTEMPTS);
  expect(harness.events.filter(([name]) => name === 'success' || name === 'giveup')).to.have.length(1);
  expect(harness.clock.pending).to.deep.equal([]);
  expect(getEventListeners(controller.signal, 'abort')).to.deep.equal([]);
}

describe('whatever happens to network and operation, in any order', () => {
  for (const withSignal of [false, true]) {
    it(`counts the failures while usable and no others${withSignal ? ', with a signal' : ''}`, async () => {
      const property = fc.asyncProperty(
        fc.array(fc.constantFrom(...BEFORE_ABORT), { maxLength: 40 }),
        async (steps) => {
          const life = new Life(withSignal);
          for (const step of steps) await life.take(step);
          await life.recover();
          expectOrder(life);
          expect(life.consumed).to.equal(life.counted);
          if (life.ended !== 'success') expect(life.ended).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
        },
      );
      await fc.assert(property, { numRuns: 150 });
    });
  }

  it('rejects with the reason at once when it is aborted, and invokes nothing more', async () => {
    const steps = fc.array(fc.constantFrom(...BEFORE_ABORT), { maxLength: 20 });
    const property = fc.asyncProperty(steps, steps, async (before, after) => {
      const life = new Life(true);
      for (const step of before) await life.take(step);
      const endedBefore = life.ended;
      await life.take('abort');
      const calls = life.statesAtCall.length;
      for (const step of after) await life.take(step);
      expectOrder(life);
      expect(life.ended).to.equal(endedBefore ?? life.controller.signal.reason);
      expect(life.statesAtCall).to.have.length(calls);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
