import { expect } from 'chai';
import { nearestName, refuseUnknownOptions } from '../lib/options.ts';
import { thrownBy } from './support/codes.ts';

const KNOWN = ['checkInterval', 'checkTimeout', 'checkHosts', 'logger'];

describe('options', () => {
  it('are taken when every key is known, none included', () => {
    refuseUnknownOptions('options', {}, KNOWN);
    refuseUnknownOptions('options', { checkHosts: 1, logger: 2 }, KNOWN);
  });

  it('are refused with the nearest name when a key is misspelt', () => {
    expect(thrownBy(() => refuseUnknownOptions('options', { checkhost: [] }, KNOWN))).to.include({
      code: 'ERR_NETWAKE_UNKNOWN_OPTION',
      option: 'checkhost',
      suggestion: 'checkHosts',
    });
  });

  it('are refused without a suggestion when nothing is near', () => {
    expect(thrownBy(() => refuseUnknownOptions('options', { colour: 1 }, KNOWN))).to.include({ suggestion: null });
  });

  it('are refused for a key with the value undefined too: it is misspelt all the same', () => {
    expect(thrownBy(() => refuseUnknownOptions('options', { loger: undefined }, KNOWN))).to.include({
      option: 'loger',
    });
  });

  for (const value of [null, [], 'text', 7, undefined]) {
    it(`are refused when they are ${JSON.stringify(value) ?? 'undefined'}`, () => {
      expect(thrownBy(() => refuseUnknownOptions('options', value as never, KNOWN))).to.include({
        code: 'ERR_NETWAKE_INVALID_OPTION',
        option: 'options',
        received: value,
      });
    });
  }
});

describe('the nearest name', () => {
  for (const [name, expected] of [
    ['checkTimout', 'checkTimeout'],
    ['CHECKHOSTS', 'checkHosts'],
    ['timeout', null],
    ['loger', 'logger'],
    ['check', null],
    ['', null],
  ] as const) {
    it(`of '${name}' is ${expected ?? 'none'}`, () => {
      expect(nearestName(name, KNOWN)).to.equal(expected);
    });
  }

  it('is the first of those that are equally near', () => {
    expect(nearestName('ab', ['aa', 'bb'])).to.equal('aa');
  });

  it('is none among none', () => {
    expect(nearestName('logger', [])).to.equal(null);
  });
});
