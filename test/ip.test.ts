import { isIP } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { addressFamily } from '../lib/ip.ts';

const nearlyAddresses = fc.oneof(
  fc.ipV4(),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.domain(),
  fc.string(),
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdefg:.x[]/@ ')), maxLength: 40 }),
);

describe('the family of an address', () => {
  it('is what Node says, whatever the text', () => {
    fc.assert(
      fc.property(nearlyAddresses, (text) => {
        expect(addressFamily(text) ?? 0).to.equal(isIP(text));
      }),
      { numRuns: 5_000 },
    );
  });

  for (const text of [
    '1.2.3',
    '01.2.3.4',
    '1.2.3.4.',
    '256.1.1.1',
    '0x1.2.3.4',
    '1.2.3.4:80',
    '::1]',
    '::1%lo',
    '',
    '.',
  ]) {
    it(`is none for ${JSON.stringify(text)}`, () => {
      expect(addressFamily(text)).to.equal(null);
    });
  }
});
