import { expect } from 'chai';
import { isLoopback, parseListenAddress, urlOf } from '../../../lib/cli/serve/listen-address.ts';
import { thrownBy } from '../../support/codes.ts';

describe('the address to listen on', () => {
  const good: Array<[text: string, address: object, loopback: boolean, url: string]> = [
    ['127.0.0.1:9469', { host: '127.0.0.1', port: 9469 }, true, 'http://127.0.0.1:9469/'],
    ['127.1.2.3:0', { host: '127.1.2.3', port: 0 }, true, 'http://127.1.2.3:0/'],
    ['localhost:80', { host: '127.0.0.1', port: 80 }, true, 'http://127.0.0.1:80/'],
    ['[::1]:9469', { host: '::1', port: 9469 }, true, 'http://[::1]:9469/'],
    ['[0:0:0:0:0:0:0:1]:1', { host: '0:0:0:0:0:0:0:1', port: 1 }, true, 'http://[0:0:0:0:0:0:0:1]:1/'],
    ['[::ffff:127.0.0.1]:1', { host: '::ffff:127.0.0.1', port: 1 }, true, 'http://[::ffff:127.0.0.1]:1/'],
    ['0.0.0.0:65535', { host: '0.0.0.0', port: 65_535 }, false, 'http://0.0.0.0:65535/'],
    ['[::]:9469', { host: '::', port: 9469 }, false, 'http://[::]:9469/'],
    ['192.0.2.127:1', { host: '192.0.2.127', port: 1 }, false, 'http://192.0.2.127:1/'],
    ['[2001:db8::1]:1', { host: '2001:db8::1', port: 1 }, false, 'http://[2001:db8::1]:1/'],
    ['unix:/run/netwake.sock', { path: '/run/netwake.sock' }, false, 'unix:/run/netwake.sock'],
  ];
  for (const [text, address, loopback, url] of good) {
    it(`may be ${text}`, () => {
      const parsed = parseListenAddress('listen', text);
      expect(parsed).to.deep.equal(address);
      expect(isLoopback(parsed)).to.equal(loopback);
      expect(urlOf(parsed)).to.equal(url);
    });
  }

  const bad = [
    ...['', ':9469', '9469', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '127.0.0.1:-1', '127.0.0.1:8o', '127.1:80'],
    ...[
      '::1:9469',
      '[::1]',
      '[127.0.0.1]:80',
      '[::1%lo]:80',
      'status.lan:80',
      'localhost.:80',
      '*:80',
      ' 127.0.0.1:80',
    ],
    ...['unix:', 'unix:/', 'unix:netwake.sock', `unix:/${'x'.repeat(107)}`, 9469, undefined],
  ];
  for (const value of bad) {
    it(`may not be ${JSON.stringify(value)}`, () => {
      expect(thrownBy(() => parseListenAddress('listen', value)).code).to.equal('ERR_NETWAKE_INVALID_OPTION');
    });
  }
});
