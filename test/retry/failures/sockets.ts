import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type LookupFunction, type Socket } from 'node:net';
import { closedPort } from '../../support/closed-port.ts';
import { rejectionOf } from '../../support/failure.ts';
import type { RealFailure } from './real-failure.ts';

interface Listener extends AsyncDisposable {
  port: number;
}

/** A server on loopback that does this to every connection. */
export async function serve(act: (socket: Socket) => void): Promise<Listener> {
  const server = createServer({ allowHalfOpen: true }, act).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())) };
}

/** What ends the socket. */
export function failureOf(socket: Socket): Promise<unknown> {
  return rejectionOf(once(socket, 'close'));
}

/** A name's addresses, as dns.lookup answers them. */
export function lookupOf(...addresses: string[]): LookupFunction {
  return (_name, _options, answer) =>
    answer(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
}

async function reset(): Promise<unknown> {
  await using server = await serve((socket) => socket.resetAndDestroy());
  return await failureOf(connect(server.port, '127.0.0.1').resume());
}

// The first write is answered with a reset, and the second finds that out.
async function writtenToTheGone(): Promise<unknown> {
  await using server = await serve((socket) => socket.destroy());
  const socket = connect({ host: '127.0.0.1', port: server.port, allowHalfOpen: true }).resume();
  const failing = failureOf(socket);
  await once(socket, 'end');
  socket.write('into the void', () => void socket.write('and again'));
  return await failing;
}

/** Errors that a socket on loopback can have. */
export const SOCKET_FAILURES: readonly RealFailure[] = [
  {
    word: 'ECONNREFUSED',
    from: 'a port on which nobody listens',
    provoke: async () => failureOf(connect(await closedPort(), '127.0.0.1')),
  },
  {
    word: 'ECONNREFUSED',
    from: 'a name with two addresses, refused at both',
    provoke: async () => {
      const lookup = lookupOf('127.0.0.1', '127.0.0.2');
      return failureOf(connect({ host: 'localhost', port: await closedPort(), lookup, autoSelectFamily: true }));
    },
  },
  { word: 'ECONNRESET', from: 'a server that resets', provoke: reset },
  { word: 'EPIPE', from: 'a write to a connection that the server has closed', provoke: writtenToTheGone },
  {
    word: 'EADDRNOTAVAIL',
    from: 'a source address that this machine does not have',
    provoke: () => failureOf(connect({ host: '127.0.0.1', port: 9, localAddress: '192.0.2.1' })),
  },
  { word: 'ENOENT', from: 'a Unix socket that is not there', provoke: () => failureOf(connect('/nonexistent/socket')) },
];
