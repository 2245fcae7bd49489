import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** A TCP server on loopback that does to each connection, once a whole request has come, what it was told to. */
export class ScriptedServer implements AsyncDisposable {
  /** Heads of the requests that came. */
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #closed: () => void = () => {};
  /** Resolves when a connection has been closed by the other end. */
  readonly closed: Promise<void> = new Promise((resolve) => (this.#closed = resolve));

  private constructor(act: (socket: Socket) => void) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      let head = '';
      socket.on('error', () => {});
      socket.on('close', () => this.#closed());
      socket.on('data', (bytes: Buffer) => {
        head += bytes.toString('latin1');
        if (!head.endsWith('\r\n\r\n')) return;
        this.requests.push(head);
        act(socket);
      });
    });
  }

  static async listen(act: (socket: Socket) => void): Promise<ScriptedServer> {
    const server = new ScriptedServer(act);
    await once(server.#server.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  /** One that answers with this text, and leaves the connection open. */
  static answering(text: string): Promise<ScriptedServer> {
    return ScriptedServer.listen((socket) => void socket.write(text));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/generate_204`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
