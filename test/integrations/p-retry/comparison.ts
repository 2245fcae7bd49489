import * as theirs from 'p-retry';
import * as ours from '../../../lib/integrations/p-retry/index.ts';
import { type Outcome, VirtualTime } from './virtual-time.ts';

export type Implementation = typeof ours;

/** What is compared: the original comes first, so that a test that asks too much is seen at once. */
export const IMPLEMENTATIONS: ReadonlyArray<readonly [string, Implementation]> = [
  ['p-retry', theirs as unknown as Implementation],
  ['netwake/p-retry', ours],
];

/** One test of one implementation: its time, and an input that fails as often as it is told. */
export class Trial {
  time!: VirtualTime;
  /** The arguments of each call of the input. */
  calls: unknown[][] = [];
  readonly #pRetry: Implementation['default'];

  constructor(implementation: Implementation) {
    this.#pRetry = implementation.default;
    beforeEach(() => {
      this.time = new VirtualTime();
      this.calls = [];
    });
    afterEach(() => this.time[Symbol.dispose]());
  }

  /** Fails with each of the errors in turn, then succeeds. */
  failing(...errors: unknown[]): (...args: unknown[]) => Promise<string> {
    return async (...args) => {
      this.calls.push(args);
      if (this.calls.length <= errors.length) throw errors[this.calls.length - 1];
      return 'done';
    };
  }

  failingForever(error: unknown): (...args: unknown[]) => Promise<string> {
    return this.failing(...Array.from({ length: 100 }, () => error));
  }

  run(input: (attempt: number) => unknown, options?: ours.Options): Promise<Outcome> {
    return this.time.finish(this.#pRetry(input, options));
  }
}

/** Has the same asked of both. */
export function compare(subject: string, define: (trial: Trial, implementation: Implementation) => void): void {
  for (const [name, implementation] of IMPLEMENTATIONS) {
    describe(`${name}, by p-retry's documentation: ${subject}`, () =>
      define(new Trial(implementation), implementation));
  }
}
