import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect, type LookupFunction, Socket } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../../lib/clock.ts';
import { loadAddon } from '../../lib/native/loader.ts';
import { NativeProber } from '../../lib/probe/native.ts';
import { SocketProber } from '../../lib/probe/socket.ts';

// If the guard failed, the kernel would refuse these by itself and send nothing: TCP to a broadcast or a multicast
// address, and UDP to a broadcast address without SO_BROADCAST.
const [BROADCAST, MULTICAST6] = ['255.255.255.255', 'ff0e::1'];
const PROBE = { family: 4, address: BROADCAST, port: 80, interface: null, timeoutMs: 1 } as const;
const NAME = 'outside.invalid';

const neverAsked: LookupFunction = (_name, _options, callback) => callback(new Error('asked'), '', 0);

/** Asks a server on loopback that is not there, and only if the guard failed. */
function deafResolver(): Resolver {
  const resolver = new Resolver({ timeout: 1, tries: 1 });
  resolver.setServers(['127.0.0.1:1']);
  return resolver;
}

function nativeProber(): NativeProber {
  const loaded = loadAddon();
  if ('reason' in loaded) throw new Error(loaded.reason);
  return new NativeProber(loaded.addon);
}

describe('a unit test that reaches for the network', () => {
  for (const [how, reach] of [
    ['connect(options)', (): unknown => connect({ host: BROADCAST, port: 80 })],
    ['connect(port, host)', (): unknown => connect(80, BROADCAST)],
    ['connect() over IPv6', (): unknown => connect({ host: MULTICAST6, port: 80 })],
    ['connect() to a name', (): unknown => connect({ host: NAME, port: 80, lookup: neverAsked })],
    ['connect() of a socket', (): unknown => new Socket().connect({ host: BROADCAST, port: 80 })],
    ['a UDP connect', (): unknown => createSocket('udp4').connect(9, BROADCAST)],
    ['a UDP send', (): unknown => createSocket('udp4').unref().send('x', 9, BROADCAST)],
    ['a UDP send of a part', (): unknown => createSocket('udp4').unref().send('xyz', 1, 1, 9, BROADCAST)],
    ['a question to a name server', (): unknown => deafResolver().resolve4(NAME)],
    ['a question for IPv6', (): unknown => deafResolver().resolve6(NAME)],
    ['the socket prober', (): unknown => new SocketProber(systemClock).probe(PROBE, () => {})],
    ['the native prober', (): unknown => nativeProber().probe(PROBE, () => {})],
  ] as const) {
    it(`is stopped at ${how}`, () => {
      expect(reach).to.throw(/a unit test tried to reach/);
    });
  }

  it('is let through to loopback', (done) => {
    connect({ host: '127.0.0.1', port: 1 })
      .on('error', () => {})
      .destroy();
    const socket = createSocket('udp4');
    socket.connect(9, '127.0.0.1', () => {
      socket.close();
      done();
    });
  });
});
