import { expect } from 'chai';
import { isForThisMachine } from '../../../lib/cli/serve/host-guard.ts';

describe('a server on loopback', () => {
  for (const host of [
    'localhost',
    'localhost:9469',
    'LOCALHOST',
    '127.0.0.1:9469',
    '[::1]:9469',
    '192.0.2.1',
    undefined,
  ]) {
    it(`answers to ${host}`, () => expect(isForThisMachine(host)).to.equal(true));
  }
  for (const host of [
    'evil.example',
    'evil.example:9469',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'a b',
    '',
  ]) {
    it(`does not answer to '${host}'`, () => expect(isForThisMachine(host)).to.equal(false));
  }
});
