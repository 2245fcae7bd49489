import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { failure } from '../support/failure.ts';
import { RetryHarness } from './harness.ts';

const REFUSED = failure('ECONNREFUSED');
const ATTEMPTS_A_TURN = 32;
/** What a test makes of retries that have all the turns, rather than to hang. */
const STARVED = 500;

const WAYS: ReadonlyArray<readonly [how: string, fail: () => Promise<never>]> = [
  [
    'throws',
    () => {
      throw REFUSED;
    },
  ],
  ['rejects', () => Promise.reject(REFUSED)],
];

/** A task that fails until it is enough, and counts its calls. */
class Stubborn {
  calls = 0;
  isEnough = false;
  readonly #fail: () => Promise<never>;

  constructor(fail: () => Promise<never>) {
    this.#fail = fail;
  }

  readonly task = (): string | Promise<never> => {
    this.calls++;
    if (this.isEnough) return 'enough';
    return this.calls < STARVED ? this.#fail() : 'starved';
  };

  /** Calls of each of the next turns of the event loop. */
  async callsOfTurns(count: number): Promise<number[]> {
    const calls: number[] = [];
    for (let turn = 0; turn < count; turn++) {
      const before = this.calls;
      await nextTurn();
      calls.push(this.calls - before);
    }
    return calls;
  }
}

describe('an operation that fails again and again without a delay', () => {
  for (const [how, fail] of WAYS) {
    it(`lets the event loop have its turns when it ${how}`, async () => {
      const { retryer } = new RetryHarness({ initialDelay: 0, maxAttempts: Infinity });
      const stubborn = new Stubborn(fail);
      const outcome = retryer.do(stubborn.task);
      const calls = await stubborn.callsOfTurns(8);
      stubborn.isEnough = true;
      expect(await outcome).to.equal('enough');
      expect(Math.max(...calls)).to.equal(ATTEMPTS_A_TURN);
      expect(Math.min(...calls.slice(1))).to.be.at.least(1);
    });

    it(`can be aborted when it ${how}`, async () => {
      const { retryer } = new RetryHarness({ initialDelay: 0, maxAttempts: Infinity });
      const stubborn = new Stubborn(fail);
      const controller = new AbortController();
      const outcome = retryer.do(stubborn.task, { signal: controller.signal }).catch((error: unknown) => error);
      await stubborn.callsOfTurns(8);
      controller.abort(new Error('enough'));
      expect(await outcome).to.equal(controller.signal.reason);
    });

    it(`is told each attempt once, in order, when it ${how}`, async () => {
      const harness = new RetryHarness({ initialDelay: 0, maxAttempts: 100 });
      await harness.retryer.do(new Stubborn(fail).task).catch(() => {});
      const attempts = harness.events.filter(([name]) => name === 'attempt').map(([, { attempt }]) => attempt);
      expect(attempts).to.deep.equal(Array.from({ length: 100 }, (_, index) => index + 1));
      expect(harness.eventNames.slice(-3)).to.deep.equal(['retry', 'attempt', 'giveup']);
    });
  }
});
