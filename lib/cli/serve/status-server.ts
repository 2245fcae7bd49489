import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import { toError } from '../../errors.ts';
import { isForThisMachine } from './host-guard.ts';
import { isLoopback, type ListenAddress } from './listen-address.ts';
import { ListenError } from './listen-error.ts';
import { respond } from './respond.ts';

/** Answers a request for one path, by GET or HEAD. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** Clients that have begun to ask, or wait for an answer, are cut off so long after the end was asked for. */
const CLOSE_PATIENCE_MS = 1_000;

/** What a server is made of. */
export interface ServerParts {
  readonly routes: ReadonlyMap<string, Handler>;
  readonly clock: Clock;
  /** What a handler throws: a bug of ours, told to the client as no more than that. */
  readonly onError: (error: Error) => void;
}

/** A server of pages that are read and never written. */
export class StatusServer {
  readonly #parts: ServerParts;
  readonly #server: Server;
  #guarded = false;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Answers where it listens: with the port that the system chose, if it was asked to. @throws ListenError */
  async listen(address: ListenAddress): Promise<ListenAddress> {
    this.#guarded = isLoopback(address);
    this.#server.listen(address);
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      throw new ListenError(address, toError(error));
    }
    const bound = this.#server.address();
    return bound === null || typeof bound === 'string' ? address : { host: bound.address, port: bound.port };
  }

  /** Takes no more, and resolves when all that was begun has ended, or was cut off. Nothing happens before `listen()`. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const cut = this.#parts.clock.setTimer(() => this.#server.closeAllConnections(), CLOSE_PATIENCE_MS);
    // That ends at once what nothing is asked on, and also, as Node has it, what an answer is still to be sent on.
    await new Promise((resolve) => this.#server.close(resolve));
    cut.cancel();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authority, path } = targetOf(request.url ?? '');
    const handler = this.#parts.routes.get(path);
    if (this.#guarded && ![authority, request.headers.host].every(isForThisMachine)) {
      return respond(response, { status: 421, body: 'this server answers to localhost and to addresses only\n' });
    }
    if (handler === undefined) {
      const paths = [...this.#parts.routes.keys()].join(' ');
      return respond(response, { status: 404, body: `there is no such page, only ${paths}\n` });
    }
    if (!METHODS.has(request.method ?? '')) {
      const headers = { Allow: [...METHODS].join(', ') };
      return respond(response, { status: 405, body: 'this is only to be read\n', headers });
    }
    try {
      await handler(request, response);
    } catch (error) {
      this.#parts.onError(toError(error));
      if (response.headersSent) response.destroy();
      else respond(response, { status: 500, body: 'an error of netwake: its log has more\n' });
    }
  }
}

// In the absolute form (RFC 9112, 3.2.2), as a proxy is asked, it names a host too: undefined without.
function targetOf(target: string): { authority: string | undefined; path: string } {
  const [, authority, rest = ''] = /^https?:\/\/([^/?]*)(.*)$/i.exec(target) ?? [undefined, undefined, target];
  const [path = ''] = rest.split('?', 1);
  return { authority, path: path === '' ? '/' : path };
}
