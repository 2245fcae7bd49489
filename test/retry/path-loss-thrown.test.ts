import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';

describe('a target of one’s own whose hasLost() throws', () => {
  // More than hear of it in the very event.
  for (const count of [1, 200]) {
    it(`keeps nobody from hearing of a lost way, and is taken for lost itself: ${count} in flight to it`, async () => {
      let asked = 0;
      const target = Object.assign(new EventEmitter(), {
        state: 'up' as const,
        hasLost: () => {
          asked++;
          throw new Error('not now');
        },
        waitUntilUsable: () => Promise.resolve(),
        [Symbol.dispose]: () => {},
      });
      const network = Object.assign(new ScriptedNetwork(), { target: () => target });
      const { retryer } = new RetryHarness({ abortOnNetworkDown: true, maxAttempts: 1 }, network);
      const codes: unknown[] = [];
      const begin = (to: string | null): Promise<number> =>
        retryer.do(
          ({ signal, invocation }) => {
            if (invocation === 3) return invocation;
            return new Promise<number>(() => {
              signal.addEventListener('abort', () => codes.push((signal.reason as { code: string }).code));
            });
          },
          to === null ? {} : { target: to },
        );
      const all = [...Array.from({ length: count }, () => begin('db.lan:5432')), begin(null)];
      await settled();
      for (let loss = 1; loss <= 2; loss++) {
        network.losePath();
        while (codes.length < loss * (count + 1)) await settled();
        await settled();
      }
      expect(await Promise.all(all)).to.deep.equal(Array(count + 1).fill(3));
      expect(asked).to.equal(2 * count);
      expect(new Set(codes)).to.deep.equal(new Set(['ERR_NETWAKE_PATH_LOST']));
    });
  }
});
