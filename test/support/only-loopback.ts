import { Socket as DatagramSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { isIP, Socket } from 'node:net';
import type { ProbeTarget } from '../../lib/probe/contract.ts';
import { NativeProber } from '../../lib/probe/native.ts';

// Unit tests talk to this machine alone. A test that forgets to fake a probe fails here, loudly, before a packet leaves.
// Lab tests don't load this: they run in a namespace that leads nowhere.
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost|::ffff:127\.\d+\.\d+\.\d+)$/;

function refuse(host: unknown): void {
  if (typeof host === 'string' && !LOOPBACK.test(host)) {
    throw new Error(`a unit test tried to reach ${isIP(host) === 0 ? 'the name' : 'the address'} ${host}`);
  }
}

/** Puts a look at the arguments before every call of a method. */
function guard(prototype: object, method: string, hostOf: (args: readonly unknown[]) => unknown): void {
  const original = Reflect.get(prototype, method) as (...args: unknown[]) => unknown;
  const replaced = Reflect.set(prototype, method, function (this: unknown, ...args: unknown[]): unknown {
    refuse(hostOf(args));
    return Reflect.apply(original, this, args);
  });
  if (!replaced) throw new Error(`${method} cannot be guarded`);
}

// Node normalises connect's arguments to [options, callback] before it calls the method again.
guard(Socket.prototype, 'connect', (args) => {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (first !== null && typeof first === 'object' && 'host' in first) return first.host;
  return typeof second === 'string' ? second : undefined;
});
guard(DatagramSocket.prototype, 'connect', (args) => args[1]);
// After the message, which may be text too, the address alone is text.
guard(DatagramSocket.prototype, 'send', (args) => args.slice(1).find((argument) => typeof argument === 'string'));
for (const method of ['resolve4', 'resolve6']) guard(Resolver.prototype, method, (args) => args[0]);
// The methods of the addon's own classes cannot be replaced.
guard(NativeProber.prototype, 'probe', (args) => (args[0] as ProbeTarget).address);
