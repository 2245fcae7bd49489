import type { PathQuery, PathRecord } from './contract.ts';

/** Asks the system for the way to a destination, without its interface. `source` is the address to leave from; undefined says that there is none. */
export type RouteAsker = (
  query: PathQuery,
  source: string | null | undefined,
) => Promise<Omit<PathRecord, 'interfaceIndex'>>;

// Any will do: no datagram is sent. 9 is discard (RFC 863).
const PORT = 9;

/** Connects a UDP socket: the system looks the route up, chooses the source address and sends nothing. */
export const askRoute: RouteAsker = (query, source) => {
  const nothing = { id: query.id, local: false, gateway: null, source: null };
  if (source === undefined) return Promise.resolve({ ...nothing, error: 'ENETUNREACH' });
  const { createSocket } = process.getBuiltinModule('node:dgram');
  return new Promise((resolve) => {
    const socket = createSocket(query.family === 4 ? 'udp4' : 'udp6');
    socket.unref();
    let settled = false;
    const settle = (error: string | null): void => {
      if (settled) return;
      settled = true;
      const chosen = error === null ? socket.address().address : null;
      socket.close();
      resolve({
        ...nothing,
        error,
        source: chosen,
        local: chosen !== null && (chosen === query.address || isLoopback(query.address)),
      });
    };
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? 'EIO'));
    // What connect(2) refuses the callback is told, and not the listener of `error`.
    const connected = (error?: NodeJS.ErrnoException | null): void =>
      settle(error === undefined || error === null ? null : (error.code ?? 'EIO'));
    const connect = (): void => socket.connect(PORT, query.address, connected);
    if (source === null) connect();
    else socket.bind({ address: source, exclusive: true }, connect);
  });
};

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
