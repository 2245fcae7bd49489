import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import fc from 'fast-check';
import { Retryer } from '../../lib/retry/index.ts';
import { FakeNetwork, type FakeTarget } from '../../lib/testing/index.ts';
import { failure, settled } from '../support/failure.ts';
import { HeldTask } from './held-task.ts';
import { TARGET } from './target-setting.ts';

/** What may happen: to the internet, to the destination, to the clock and to the attempt in flight. */
const STEPS = [
  ...(['internet-down', 'internet-up', 'internet-degraded', 'roam'] as const),
  ...(['target-down', 'target-up', 'target-follows'] as const),
  ...(['time', 'network-error', 'refused', 'success'] as const),
] as const;

type Step = (typeof STEPS)[number];

const MAX_ATTEMPTS = 3;

/** One operation that goes to a server in the LAN, lived through. */
class Life implements AsyncDisposable {
  readonly network = new FakeNetwork();
  readonly target: FakeTarget = this.network.target(TARGET);
  readonly controller = new AbortController();
  readonly task: HeldTask = new HeldTask(this.target);
  readonly ends: string[] = [];
  /** Failures while the destination was usable, and had been throughout if they speak of the network. */
  counted = 0;
  ended: unknown = null;
  lastAttempt = 1;

  constructor() {
    const options = { monitor: this.network, jitter: false, maxAttempts: MAX_ATTEMPTS, abortOnNetworkDown: false };
    const retryer = new Retryer(options, { clock: this.network.clock });
    retryer.on('attempt', ({ attempt }) => (this.lastAttempt = attempt));
    for (const name of ['success', 'giveup'] as const) retryer.on(name, () => void this.ends.push(name));
    retryer.do(this.task.run, { target: TARGET, signal: this.controller.signal }).then(
      () => (this.ended = 'success'),
      (error: unknown) => (this.ended = error),
    );
  }

  async take(step: Step): Promise<void> {
    if (step === 'internet-down') this.network.down();
    else if (step === 'internet-up') this.network.up();
    else if (step === 'internet-degraded') this.network.degrade();
    else if (step === 'roam') this.network.roam();
    else if (step === 'target-down') this.target.down();
    else if (step === 'target-up') this.target.up();
    else if (step === 'target-follows') this.target.follow();
    else if (step === 'time') await this.network.advance('1m');
    else if (step === 'network-error') this.#fail('EHOSTUNREACH', this.task.hasSeenNoOutage);
    else if (step === 'refused') this.#fail('ECONNREFUSED', true);
    else this.#land(null);
    await settled();
  }

  /** The destination is back, time goes by and the task succeeds: now it has to end. */
  async recover(): Promise<void> {
    await this.take('target-up');
    for (let turn = 0; turn < MAX_ATTEMPTS && this.ended === null; turn++) {
      await this.take('time');
      await this.take('success');
    }
  }

  get consumed(): number {
    return this.ended === 'success' ? this.lastAttempt - 1 : this.lastAttempt;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.network.stop();
  }

  #fail(code: string, counts: boolean): void {
    if (this.#land(failure(code)) && counts && this.target.state !== 'down') this.counted++;
  }

  #land(error: Error | null): boolean {
    return this.task.land(error) && this.ended === null;
  }
}

function expectOrder({ task: { statesAtCall }, ended, ends, controller, counted }: Life): void {
  expect(ended).to.not.equal(null);
  expect(statesAtCall).to.not.include('down');
  expect(counted).to.be.at.most(MAX_ATTEMPTS);
  expect(ends).to.have.length(1);
  expect(getEventListeners(controller.signal, 'abort')).to.deep.equal([]);
}

describe('whatever happens to the internet and to the destination of an operation, in any order', () => {
  const histories = fc.array(fc.constantFrom(...STEPS), { maxLength: 40 });

  it('counts the failures while the destination is usable and no others, and never calls while it is not', async () => {
    const property = fc.asyncProperty(histories, async (steps) => {
      await using life = new Life();
      for (const step of steps) await life.take(step);
      await life.recover();
      expectOrder(life);
      expect(life.consumed).to.equal(life.counted);
      if (life.ended !== 'success') expect(life.ended).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it('rejects with the reason at once when it is aborted, and invokes nothing more', async () => {
    const property = fc.asyncProperty(histories, histories, async (before, after) => {
      await using life = new Life();
      for (const step of before) await life.take(step);
      const endedBefore = life.ended;
      life.controller.abort(new Error('enough'));
      await settled();
      const calls = life.task.statesAtCall.length;
      for (const step of after) await life.take(step);
      expectOrder(life);
      expect(life.ended).to.equal(endedBefore ?? life.controller.signal.reason);
      expect(life.task.statesAtCall).to.have.length(calls);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
