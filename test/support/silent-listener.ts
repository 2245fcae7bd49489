import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

// Listens with the shortest backlog, and then never runs again: nobody accepts.
const LISTEN_AND_STALL = `
  const { createServer } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => {
      Atomics.wait(new Int32Array(workerData), 0, 0);
      process.exit();
    });
  });
`;

// Linux queues one connection more than the backlog says.
const QUEUED = 2;

/**
 * A listener on loopback that answers nothing: its thread stands still and its queue of connections is full, so the
 * kernel drops every SYN that comes. The one way to time out on loopback without touching its configuration.
 */
export class SilentListener implements AsyncDisposable {
  readonly port: number;
  readonly #worker: Worker;
  readonly #latch: Int32Array;
  readonly #queued: readonly Socket[];

  private constructor(port: number, worker: Worker, latch: Int32Array, queued: readonly Socket[]) {
    this.port = port;
    this.#worker = worker;
    this.#latch = latch;
    this.#queued = queued;
  }

  static async listen(): Promise<SilentListener> {
    const shared = new SharedArrayBuffer(4);
    const worker = new Worker(LISTEN_AND_STALL, { eval: true, workerData: shared });
    const [port] = (await once(worker, 'message')) as [number];
    const queued: Socket[] = [];
    for (let count = 0; count < QUEUED; count++) {
      const socket = connect({ host: '127.0.0.1', port });
      socket.on('error', () => {});
      await once(socket, 'connect');
      queued.push(socket);
    }
    return new SilentListener(port, worker, new Int32Array(shared), queued);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#queued) socket.destroy();
    const exited = once(this.#worker, 'exit');
    Atomics.store(this.#latch, 0, 1);
    Atomics.notify(this.#latch, 0);
    await exited;
  }
}
