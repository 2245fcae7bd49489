import { expect } from 'chai';
import { describe as describeValue } from '../../lib/errors.ts';
import { formatCheckHost, parseCheckHost } from '../../lib/monitor/check-host.ts';
import { thrownBy } from '../support/codes.ts';

describe('a check host', () => {
  for (const [input, host, port] of [
    ['192.0.2.1', '192.0.2.1', null],
    ['192.0.2.1:853', '192.0.2.1', 853],
    ['example.com', 'example.com', null],
    ['example.com:1', 'example.com', 1],
    ['example.com.:65535', 'example.com.', 65_535],
    ['db', 'db', null],
    ['_srv.a-b.example', '_srv.a-b.example', null],
    ['1and1.example', '1and1.example', null],
    ['XN--BCHER-KVA.example', 'XN--BCHER-KVA.example', null],
    ['2001:db8::1', '2001:db8::1', null],
    ['[2001:db8::1]', '2001:db8::1', null],
    ['[2001:db8::1]:443', '2001:db8::1', 443],
    ['::1', '::1', null],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1', null],
    [{ host: 'example.com' }, 'example.com', null],
    [{ host: 'example.com', port: 443 }, 'example.com', 443],
    [{ host: '2001:db8::1', port: 443 }, '2001:db8::1', 443],
    [{ host: 'example.com', port: undefined }, 'example.com', null],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`, null],
  ] as const) {
    it(`is ${host}${port === null ? '' : `, port ${port}`} for ${JSON.stringify(input)}`, () => {
      expect(parseCheckHost('checkHosts[0]', input)).to.deep.equal({ host, port });
    });
  }

  for (const input of [
    '',
    ' ',
    'example.com ',
    'example..com',
    '.example.com',
    '-a.example',
    'a-.example',
    'exa mple.com',
    'http://example.com',
    'example.com/path',
    'user@example.com',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}example`,
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '12345',
    'example.com:',
    'example.com:0',
    'example.com:65536',
    'example.com:-1',
    'example.com:1e3',
    'example.com:0x50',
    'example.com: 80',
    'example.com:80:81',
    ':80',
    '[example.com]:80',
    '[192.0.2.1]:80',
    '[2001:db8::1',
    '2001:db8::1]',
    '[2001:db8::1]80',
    '[2001:db8::1]:',
    '2001:db8::1::2',
    'fe80::1%eth0',
    '[fe80::1%eth0]:80',
    null,
    undefined,
    80,
    {},
    [],
    ['example.com'],
    { host: 80 },
    { host: '' },
    { host: 'example.com:80' },
    { host: '[2001:db8::1]' },
    { host: 'example.com', port: 0 },
    { host: 'example.com', port: 80.5 },
    { host: 'example.com', port: Number.NaN },
    { host: 'example.com', prt: 80 },
    { port: 80 },
  ]) {
    const shown = typeof input === 'object' ? JSON.stringify(input) : describeValue(input);
    it(`is refused for ${shown}`, () => {
      expect(thrownBy(() => parseCheckHost('checkHosts[3]', input))).to.include({
        code: 'ERR_NETWAKE_INVALID_OPTION',
        option: 'checkHosts[3]',
        received: input,
      });
    });
  }

  for (const text of [
    'example.com',
    'example.com:443',
    '192.0.2.1',
    '192.0.2.1:53',
    '2001:db8::1',
    '[2001:db8::1]:443',
  ]) {
    it(`is written as it was read: ${text}`, () => {
      expect(formatCheckHost(parseCheckHost('checkHosts[0]', text))).to.equal(text);
    });
  }
});
