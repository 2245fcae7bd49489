import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, ClockTimer } from '../../clock.ts';
import type { StateRecord } from '../watch-record.ts';
import { COMMON_HEADERS, respond } from './respond.ts';

/** Proxies end connections on which nothing comes for a minute or so; a client that is gone shows by this too. */
const HEARTBEAT_MS = 15_000;
/** What may wait for a client beyond what the kernel holds for it: some hundred changes. */
const MOST_WAITING_BYTES = 64 * 1024;
const MOST_CLIENTS = 256;
/** Changes that are kept for clients that come back. */
const KEPT = 64;
const RETRY_MS = 1_000;

interface KeptEvent {
  id: string;
  text: string;
}

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): the state now, and every change of it, to
 * each client. One that comes back with the id of the last change it got is sent those that it missed.
 */
export class EventStream {
  readonly #clock: Clock;
  readonly #current: () => StateRecord;
  readonly #clients = new Set<ServerResponse>();
  /** Those that had not taken all by the last heartbeat. */
  #behind = new Set<ServerResponse>();
  readonly #kept: KeptEvent[] = [];
  // Ids of another process are none of ours.
  readonly #epoch: string;
  #count = 0;
  #heartbeat: ClockTimer | null = null;
  #ended = false;

  /** @param current  what a new client is told first */
  constructor(clock: Clock, current: () => StateRecord) {
    this.#clock = clock;
    this.#current = current;
    this.#epoch = clock.wallNow().getTime().toString(36);
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Takes a request for the stream: its response ends with the client, or with `end()`. */
  readonly accept = (request: IncomingMessage, response: ServerResponse): void => {
    if (this.#ended || this.#clients.size >= MOST_CLIENTS) {
      const headers = { 'Retry-After': '10' };
      return respond(response, { status: 503, body: 'no more clients are taken\n', headers });
    }
    // For nginx, which would keep events until it has some kilobytes of them.
    const own = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no', Connection: 'close' };
    response.writeHead(200, { ...COMMON_HEADERS, ...own });
    if (request.method === 'HEAD') return void response.end();
    this.#clients.add(response);
    response.on('close', () => this.#forget(response));
    this.#heartbeat ??= this.#clock.setTimer(this.#beat, HEARTBEAT_MS, { unref: true });
    this.#send(response, `retry: ${RETRY_MS}\n\n${this.#missedBy(request) ?? this.#now()}`);
  };

  /** Tells every client of a change. */
  push(record: StateRecord): void {
    this.#count++;
    const id = `${this.#epoch}-${this.#count}`;
    const text = eventText(id, record);
    this.#kept.push({ id, text });
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const client of [...this.#clients]) this.#send(client, text);
  }

  /** Ends every response, and takes no more. */
  end(): void {
    this.#ended = true;
    this.#heartbeat?.cancel();
    for (const client of this.#clients) client.end();
  }

  #now(): string {
    return eventText(`${this.#epoch}-${this.#count}`, this.#current());
  }

  /** Null when that is not known: it is told how it is now, like one that is new. */
  #missedBy(request: IncomingMessage): string | null {
    const last = request.headers['last-event-id'];
    const index = this.#kept.findIndex(({ id }) => id === last);
    if (index < 0) return null;
    return this.#kept
      .slice(index + 1)
      .map(({ text }) => text)
      .join('');
  }

  #send(client: ServerResponse, text: string): void {
    client.write(text);
    if (client.writableLength > MOST_WAITING_BYTES) this.#drop(client);
  }

  readonly #beat = (): void => {
    const behind = new Set<ServerResponse>();
    for (const client of [...this.#clients]) {
      if (client.writableLength === 0) this.#send(client, ':\n\n');
      else if (this.#behind.has(client)) this.#drop(client);
      else behind.add(client);
    }
    this.#behind = behind;
    this.#heartbeat = this.#clients.size === 0 ? null : this.#clock.setTimer(this.#beat, HEARTBEAT_MS, { unref: true });
  };

  // If it comes back it is told what it has missed; until then that takes no memory.
  #drop(client: ServerResponse): void {
    this.#forget(client);
    client.destroy();
  }

  #forget(client: ServerResponse): void {
    this.#clients.delete(client);
    this.#behind.delete(client);
  }
}

function eventText(id: string, record: StateRecord): string {
  return `id: ${id}\nevent: state\ndata: ${JSON.stringify(record)}\n\n`;
}
