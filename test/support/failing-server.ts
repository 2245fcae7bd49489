import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * An HTTP server on loopback whose paths fail in different ways: `/503` and the like answer with that status, `/hangs-up` closes
 * the connection, `/resets` resets it, `/half` sends half a body and `/half-and-reset` resets after it, `/silent` never answers.
 */
export class FailingServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request.url ?? '', response));
    this.#server.on('connection', (socket) => void this.#sockets.add(socket));
  }

  static async listen(): Promise<FailingServer> {
    const server = new FailingServer();
    await once(server.#server.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  url(path: string | number): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => void this.#server.close(resolve));
  }

  #answer(path: string, response: ServerResponse): void {
    const status = Number(path.slice(1));
    if (status > 0) response.writeHead(status).end();
    else if (path === '/hangs-up') response.socket?.destroy();
    else if (path === '/resets') response.socket?.resetAndDestroy();
    else if (path.startsWith('/half')) this.#answerHalf(path, response);
    else if (path !== '/silent') response.destroy(new Error(`no such path: ${path}`));
  }

  #answerHalf(path: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-length': 1_000 }).write('the first half', () => {
      if (path === '/half-and-reset') response.socket?.resetAndDestroy();
    });
  }
}
