import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a server does to one request, whose body has come. */
export type Act = (response: ServerResponse, request: IncomingMessage) => void;

export interface Heard {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export const answer =
  (status: number, body = '', headers: Record<string, string> = {}): Act =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** The connection is reset in the place of an answer. */
export const reset: Act = (_response, request) => void request.socket.resetAndDestroy();

/** Nothing ever comes. */
export const silence: Act = () => {};

/** An HTTP server on loopback that does to the n-th request what comes n-th in its script, and to those after it what comes last. */
export class HttpScript implements AsyncDisposable {
  readonly heard: Heard[] = [];
  readonly sockets: Set<Socket> = new Set();
  readonly #server: Server;
  #onRequest: () => void = () => {};

  private constructor(script: readonly Act[]) {
    let next = 0;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('error', () => {}).on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        this.heard.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        script[Math.min(next++, script.length - 1)]!(response, request);
        this.#onRequest();
      });
    });
    this.#server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket)).on('error', () => {});
    });
  }

  static async playing(...script: readonly Act[]): Promise<HttpScript> {
    const server = new HttpScript(script);
    await once(server.#server.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when the n-th request has come. */
  async requests(count: number): Promise<void> {
    while (this.heard.length < count) await new Promise<void>((resolve) => (this.#onRequest = resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
