import { expect } from 'chai';
import { reasonOf } from '../../support/codes.ts';
import { FetchRig } from './fetch-rig.ts';
import { fetches } from './fetches.ts';
import { type Act, answer } from './http-script.ts';
import { Rig } from './rig.ts';
import { undicis } from './undicis.ts';

const OK = answer(200);
const unfinished: Act = (response) => void response.writeHead(503).write('more to come');

const MISTAKE = new Error('a mistake');
const mistaken = (): never => {
  throw MISTAKE;
};

/** A rule that leaves it to the defaults, and the errors that it was asked about. */
function countedRule(): { isRetryable: () => undefined; asked: unknown[] } {
  const asked: unknown[] = [];
  return { isRetryable: (...[error]: unknown[]) => void asked.push(error), asked };
}

describe('a rule of the caller’s', () => {
  for (const [name, kind] of Object.entries(fetches)) {
    it(`is asked once about each answer, by createFetch around ${name}`, async () => {
      const { isRetryable, asked } = countedRule();
      await using rig = await FetchRig.of(kind, [answer(503), answer(502), OK], { isRetryable });
      const response = rig.fetch();
      await rig.skipBackoff();
      await rig.skipBackoff();
      await response;
      expect(asked.map((error) => (error as { statusCode: number }).statusCode)).to.deep.equal([503, 502]);
    });

    it(`that fails leaves no answer open, by createFetch around ${name}`, async () => {
      await using rig = await FetchRig.of(kind, [unfinished], { isRetryable: mistaken });
      expect(await reasonOf(rig.fetch())).to.equal(MISTAKE);
      await rig.disconnected();
    });
  }

  for (const [name, undici] of Object.entries(undicis)) {
    it(`is asked once about each answer, by the interceptor of ${name}`, async () => {
      const { isRetryable, asked } = countedRule();
      await using rig = await Rig.of(undici, [answer(503), OK], { isRetryable });
      const response = rig.request();
      await rig.skipBackoff();
      await response;
      expect(asked).to.have.length(1);
    });

    it(`that fails leaves no answer open, by the interceptor of ${name}`, async () => {
      await using rig = await Rig.of(undici, [unfinished], { isRetryable: mistaken });
      expect(await reasonOf(rig.request())).to.equal(MISTAKE);
      await rig.disconnected();
    });
  }
});
