import { once } from 'node:events';
import {
  Agent,
  type ClientRequest,
  get,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { createInterface, type Interface } from 'node:readline';
import { text } from 'node:stream/consumers';

export interface Page {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** The whole answer to a request. */
export async function fetchPage(url: string, options: RequestOptions = {}): Promise<Page> {
  const request = get(url, options);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

export interface SentEvent {
  id: string;
  data: Record<string, unknown>;
}

/** A client of server-sent events, as a browser is one, but for coming back. */
export class EventClient {
  readonly response: IncomingMessage;
  readonly #request: ClientRequest;
  readonly #lines: AsyncIterator<string>;

  private constructor(request: ClientRequest, response: IncomingMessage, lines: Interface) {
    this.#request = request;
    this.response = response;
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** @param lastId  of the last event that it got before */
  static async open(url: string, lastId?: string): Promise<EventClient> {
    const headers = { Accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) };
    const request = get(url, { headers, agent: new Agent() });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    // One that is cut off says so by the end of its lines.
    response.on('error', () => {});
    return new EventClient(request, response, createInterface({ input: response }));
  }

  /** The next line, which may be a comment; undefined after the last. */
  async line(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    return done === true ? undefined : (value as string);
  }

  /** The next event. @throws Error when the stream ends before */
  async next(): Promise<SentEvent> {
    const fields = new Map<string, string>();
    for (;;) {
      const line = await this.line();
      if (line === undefined) throw new Error('the stream has ended');
      if (line === '' && fields.has('data')) break;
      const [, name = '', value = ''] = /^([a-z]+): (.*)$/.exec(line) ?? [];
      if (name !== '') fields.set(name, value);
    }
    if (fields.get('event') !== 'state') throw new Error(`an event of another name: ${fields.get('event')}`);
    return { id: fields.get('id') ?? '', data: JSON.parse(fields.get('data')!) as Record<string, unknown> };
  }

  close(): void {
    this.#request.destroy();
  }
}
