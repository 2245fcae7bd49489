import { expect } from 'chai';
import { parseDestination } from '../lib/destination.ts';

describe('a destination', () => {
  for (const [input, key] of [
    ['db.lan:5432', 'db.lan:5432'],
    ['DB.lan', 'db.lan'],
    ['192.0.2.7', '192.0.2.7'],
    ['[2001:db8::7]:80', '[2001:db8::7]:80'],
    ['2001:db8::7', '2001:db8::7'],
    ['https://api.example/v1?x=1', 'api.example:443'],
    [new URL('http://[2001:db8::7]/'), '[2001:db8::7]:80'],
    ['postgres://user:secret@db.lan/app', 'db.lan:5432'],
    ['custom://db.lan', 'db.lan'],
  ] as const) {
    it(`is ${key} for ${String(input)}`, () => {
      const destination = parseDestination('target', input);
      expect(destination.key).to.equal(key);
      expect(destination.host).to.not.equal(null);
    });
  }

  for (const local of [
    'localhost',
    'LOCALHOST:80',
    'api.localhost:3000',
    'http://localhost:8080/x',
    '127.1.2.3:80',
    'http://[::1]:80/',
    '::ffff:127.0.0.1',
    '0:0:0:0:0:0:0:1',
    '/var/run/docker.sock',
    './app.sock',
    'unix:/run/app.sock',
    'http+unix://%2Frun%2Fapp.sock/v1',
    new URL('unix:///run/app.sock'),
    '\\\\.\\pipe\\app',
  ]) {
    it(`is this machine for ${String(local)}`, () => {
      expect(parseDestination('target', local).host).to.equal(null);
    });
  }

  for (const bad of [
    '',
    'db lan',
    'db.lan:0',
    'db.lan:99999',
    'http://',
    'db.lan:',
    '1.2.3',
    42,
    null,
    {},
    'file:///x',
  ]) {
    it(`is refused by name for ${JSON.stringify(bad)}`, () => {
      expect(() => parseDestination('target', bad))
        .to.throw(/^target must be .*; received /)
        .with.property('code', 'ERR_NETWAKE_INVALID_OPTION');
    });
  }
});
