import { type ClientRequest, get } from 'node:http';

/** A server that says nothing for so long is given up: while it connects, and while it sends. */
export const IDLE_TIMEOUT_MS = 1_000;

/** What both clients do: the whole file or an error, told of every chunk. On a connection of its own. */
export function download(url: string, signal: AbortSignal, onChunk: (bytes: number) => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    signal.throwIfAborted();
    const giveUp = (reason: Error): void => {
      reject(reason);
      drop(request);
    };
    const abort = (): void => giveUp(signal.reason as Error);
    const request = get(url, { agent: false, timeout: IDLE_TIMEOUT_MS }, (response) => {
      response.on('data', (chunk: Buffer) => onChunk(chunk.length));
      response.on('end', resolve);
      // A response that ends before its announced length is an error too.
      response.on('error', reject);
    });
    request.on('timeout', () => giveUp(silence()));
    request.on('error', reject);
    signal.addEventListener('abort', abort, { once: true });
    request.on('close', () => signal.removeEventListener('abort', abort));
  });
}

// With a reset. Closed politely, it would send its FIN again and again into the outage, each time with a question for the
// gateway's hardware address, and what connects on the cable's return waits until the kernel asks again: up to a second.
function drop(request: ClientRequest): void {
  const { socket } = request;
  if (socket !== null && !socket.connecting) socket.resetAndDestroy();
  request.destroy();
}

function silence(): Error {
  return Object.assign(new Error(`no answer for ${IDLE_TIMEOUT_MS / 1_000} s`), { code: 'ETIMEDOUT' });
}
