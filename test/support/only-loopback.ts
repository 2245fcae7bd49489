import { Socket as DatagramSocket } from 'node:dgram';
import { isIP, Socket } from 'node:net';

// Unit tests talk to this machine alone. A test that forgets to fake a probe fails here, loudly, before a packet leaves.
// Lab tests don't load this: they run in a namespace that leads nowhere.
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost|::ffff:127\.\d+\.\d+\.\d+)$/;

function refuse(host: unknown): void {
  if (typeof host === 'string' && !LOOPBACK.test(host)) {
    throw new Error(`a unit test tried to reach ${isIP(host) === 0 ? 'the name' : 'the address'} ${host}`);
  }
}

// Node normalises connect's arguments to [options, callback] before it calls the method again.
function hostOf(args: readonly unknown[]): unknown {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (first !== null && typeof first === 'object' && 'host' in first) return first.host;
  return typeof second === 'string' ? second : undefined;
}

const connect = Socket.prototype.connect;
Socket.prototype.connect = function (this: Socket, ...args: never[]): Socket {
  refuse(hostOf(args));
  return Reflect.apply(connect, this, args) as Socket;
};

const connectDatagram = DatagramSocket.prototype.connect;
DatagramSocket.prototype.connect = function (this: DatagramSocket, ...args: never[]): void {
  refuse(args[1]);
  Reflect.apply(connectDatagram, this, args);
};
