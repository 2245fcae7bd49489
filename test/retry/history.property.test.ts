import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import fc from 'fast-check';
import { failure, settled } from '../support/failure.ts';
import { lostWay } from '../support/lost-way.ts';
import { RetryHarness } from './harness.ts';
import { HeldTask } from './held-task.ts';

/** What may happen: to the network, to the clock and to the attempt in flight. */
const BEFORE_ABORT = [
  ...(['down', 'up', 'degraded', 'unknown', 'time', 'network-error', 'refused', 'success'] as const),
  // A way is lost, and the network stays as it is; or an attempt fails of that before anybody has heard of it.
  ...(['path-loss', 'old-path-loss', 'error-of-path-loss'] as const),
] as const;

type Step = (typeof BEFORE_ABORT)[number] | 'abort';

const MAX_ATTEMPTS = 3;

/** One operation that is lived through, and what may be expected of it. */
class Life {
  readonly harness: RetryHarness;
  readonly controller = new AbortController();
  readonly task: HeldTask;
  /** Failures while the network was usable, and had been throughout if they speak of it. */
  counted = 0;
  ended: unknown = null;
  readonly #aborting: boolean;

  constructor({ withSignal = false, aborting = false }: { withSignal?: boolean; aborting?: boolean }) {
    this.#aborting = aborting;
    this.harness = new RetryHarness({ maxAttempts: MAX_ATTEMPTS, abortOnNetworkDown: aborting });
    const { retryer, network } = this.harness;
    this.task = new HeldTask(network);
    retryer.do(this.task.run, withSignal ? { signal: this.controller.signal } : {}).then(
      () => (this.ended = 'success'),
      (error: unknown) => (this.ended = error),
    );
  }

  async take(step: Step): Promise<void> {
    if (step === 'time') this.harness.clock.advance(60_000);
    else if (step === 'network-error') this.#fail('EHOSTUNREACH', this.task.hasSeenNoOutage);
    else if (step === 'path-loss') this.harness.network.losePath();
    // Of a way that was left before there was an operation.
    else if (step === 'old-path-loss') this.harness.network.losePath(lostWay({ unusedMs: 1e9 }));
    else if (step === 'error-of-path-loss') this.#failOfLoss();
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

  #failOfLoss(): void {
    if (!this.task.isFlying) return;
    this.harness.network.pendingLoss = lostWay();
    this.#fail('EADDRNOTAVAIL', !this.#aborting && this.task.hasSeenNoOutage);
  }

  #land(error: Error | null): boolean {
    return this.task.land(error) && this.ended === null;
  }
}

function expectOrder({ task: { statesAtCall }, ended, harness, controller, counted }: Life): void {
  expect(ended).to.not.equal(null);
  expect(statesAtCall).to.not.include('down');
  expect(counted).to.be.at.most(MAX_ATTEMPTS);
  expect(harness.events.filter(([name]) => name === 'success' || name === 'giveup')).to.have.length(1);
  expect(harness.clock.pending).to.deep.equal([]);
  expect(getEventListeners(controller.signal, 'abort')).to.deep.equal([]);
}

describe('whatever happens to network and operation, in any order', () => {
  for (const [what, options] of [
    ['', {}],
    [', with a signal', { withSignal: true }],
    [', with abortOnNetworkDown', { aborting: true }],
    [', with abortOnNetworkDown and a signal', { aborting: true, withSignal: true }],
  ] as const) {
    it(`counts the failures while usable and no others${what}`, async () => {
      const property = fc.asyncProperty(
        fc.array(fc.constantFrom(...BEFORE_ABORT), { maxLength: 40 }),
        async (steps) => {
          const life = new Life(options);
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
    const property = fc.asyncProperty(steps, steps, fc.boolean(), async (before, after, aborting) => {
      const life = new Life({ withSignal: true, aborting });
      for (const step of before) await life.take(step);
      const endedBefore = life.ended;
      await life.take('abort');
      const calls = life.task.statesAtCall.length;
      for (const step of after) await life.take(step);
      expectOrder(life);
      expect(life.ended).to.equal(endedBefore ?? life.controller.signal.reason);
      expect(life.task.statesAtCall).to.have.length(calls);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
