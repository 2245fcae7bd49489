import type { ClientRequest, IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../clock.ts';
import { addressFamily } from '../ip.ts';
import type { Probe } from './contract.ts';
import type { PortalAnswer, PortalClient, PortalRequest } from './portal-contract.ts';

/** As lib/monitor/resolver.ts has it. */
interface Resolver {
  resolve(name: string): Promise<Array<{ family: 4 | 6; address: string }>>;
}

// What a check is answered with has a handful of short headers.
const MOST_HEADER_BYTES = 8 * 1024;
// What a redirect says of where it leads may be as long as a header, and is kept in every snapshot.
const LONGEST_LOCATION = 2_048;

/**
 * HTTP/1.1 over a connection of its own each time, through node:http. Of a body no more is read than tells that there is one.
 * Names go by the resolver that it is given, and never by getaddrinfo(3), which would hold a thread of libuv's pool.
 */
export class HttpPortalClient implements PortalClient {
  readonly #resolver: Resolver;
  readonly #clock: Clock;

  constructor(resolver: Resolver, clock: Clock) {
    this.#resolver = resolver;
    this.#clock = clock;
  }

  get(request: PortalRequest, onAnswer: (answer: PortalAnswer) => void): Probe {
    const exchange = new Exchange(request, onAnswer);
    exchange.timer = this.#clock.setTimer(() => exchange.fail('ETIMEDOUT'), request.timeoutMs, { unref: true });
    // In a turn of its own: node:http takes some milliseconds to load, and whoever asks has probes to make.
    this.#clock.nextTurn(() => exchange.begin(this.#lookup(request.source)));
    return { cancel: () => exchange.end() };
  }

  #lookup(source: string | null): LookupFunction {
    // A source address reaches its own family alone.
    const family = source === null ? null : addressFamily(source);
    return (name, { all }, answer) => {
      this.#resolver.resolve(name).then(
        (addresses) => {
          const found = addresses.filter((each) => family === null || each.family === family);
          if (found.length === 0) return answer(Object.assign(new Error(name), { code: 'ENODATA' }), '');
          if (all === true) return answer(null, found);
          return answer(null, found[0]!.address, found[0]!.family);
        },
        (error: NodeJS.ErrnoException) => answer(error, ''),
      );
    };
  }
}

/** One request and its answer. It has ended once it was answered, failed or given up; nothing is told after that. */
class Exchange {
  timer: { cancel(): void } = { cancel: () => {} };
  readonly #request: PortalRequest;
  readonly #onAnswer: (answer: PortalAnswer) => void;
  #client: ClientRequest | null = null;
  #httpStatus: number | null = null;
  #ended = false;

  constructor(request: PortalRequest, onAnswer: (answer: PortalAnswer) => void) {
    this.#request = request;
    this.#onAnswer = onAnswer;
  }

  begin(lookup: LookupFunction): void {
    if (this.#ended) return;
    const { url, source } = this.#request;
    const { request } = process.getBuiltinModule('node:http');
    const client = request(url, {
      agent: false,
      lookup,
      maxHeaderSize: MOST_HEADER_BYTES,
      headers: { 'User-Agent': 'netwake', Accept: '*/*', 'Cache-Control': 'no-cache', Connection: 'close' },
      ...(source === null ? {} : { localAddress: source }),
    });
    this.#client = client;
    // The source of events is what keeps the process alive, while the monitor is ref'd.
    client.once('socket', (socket) => socket.unref());
    client.once('response', (response) => this.#take(response));
    // No one may change the protocol here; who tries to has answered.
    client.once('upgrade', (response) => this.#take(response));
    client.on('error', (error: NodeJS.ErrnoException) => this.fail(error.code ?? 'EIO'));
    client.end();
  }

  fail(error: string): void {
    this.#settle({ error, httpStatus: this.#httpStatus, empty: false, location: null });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.timer.cancel();
    this.#client?.destroy();
  }

  #take(response: IncomingMessage): void {
    const { statusCode = 0, headers } = response;
    this.#httpStatus = statusCode;
    const answer = (empty: boolean): void => {
      const location = headers.location?.slice(0, LONGEST_LOCATION) ?? null;
      this.#settle({ error: null, httpStatus: statusCode, empty, location });
    };
    // Of a redirect or an error nobody wants the body, and of 204 there is none.
    if (statusCode !== 200) return answer(statusCode === 204);
    response.once('data', () => answer(false));
    response.once('end', () => answer(true));
    response.on('error', (error: NodeJS.ErrnoException) => this.fail(error.code ?? 'EIO'));
  }

  #settle(answer: PortalAnswer): void {
    if (this.#ended) return;
    this.end();
    this.#onAnswer(answer);
  }
}
