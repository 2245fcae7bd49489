import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** The response codes of RFC 1035, 4.1.1 that it knows. */
const RESPONSE_CODES = { 'server failure': 2, 'no such name': 3 } as const;

/** What it makes of every question. */
export type NameServerAnswer = keyof typeof RESPONSE_CODES | 'none';

/** A name server that knows no name at all. On loopback, unless a lab test has an address for it. */
export class NameServer implements AsyncDisposable {
  readonly #socket: Socket;

  private constructor(socket: Socket, answer: NameServerAnswer) {
    this.#socket = socket;
    if (answer === 'none') return;
    socket.on('message', (question, { address, port }) => {
      socket.send(failed(question, RESPONSE_CODES[answer]), port, address);
    });
  }

  static async listen(answer: NameServerAnswer, where: { address?: string; port?: number } = {}): Promise<NameServer> {
    const socket = createSocket('udp4');
    const { address = '127.0.0.1', port = 0 } = where;
    await once(socket.bind({ address, port }), 'listening');
    return new NameServer(socket, answer);
  }

  /** As `Resolver.setServers` takes it. */
  get address(): string {
    const { address, port } = this.#socket.address();
    return `${address}:${port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => void this.#socket.close(resolve));
  }
}

// The question with the bit QR set, and the bits AA, RA and the response code of an answer.
function failed(question: Buffer, responseCode: number): Buffer {
  const answer = Buffer.from(question);
  answer.writeUInt8(answer.readUInt8(2) | 0x84, 2);
  answer.writeUInt8(0x80 | responseCode, 3);
  return answer;
}
