import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Act } from './http-script.ts';

/** A file as a server has it. */
export interface ServedFile {
  content: Buffer;
  headers?: Record<string, string>;
}

/** How it is served. */
export interface Serving {
  /** Ends the connection after so many bytes of the body, 1 or more, once they are on the client's disk: what is on its way is lost. */
  cutAfter?: number;
  /** Sends so many bytes of the body, and then nothing. */
  holdAfter?: number;
  /** With a reset and not a FIN. */
  reset?: boolean;
  /** Takes no notice of ranges. */
  ignoresRange?: boolean;
  /** Takes no notice of If-Range. */
  ignoresIfRange?: boolean;
  /** Without a Content-Length. */
  chunked?: boolean;
  /** `bytes A-B/TOTAL` in the place of the right one. */
  contentRange?: string;
  /** Sends no more than so many bytes of the rest that was asked for. */
  most?: number;
}

/** Bytes that differ from place to place, so that none can be taken for another. */
export function contentOf(bytes: number, seed = 'content'): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 64) }, (_, index) =>
    createHash('sha512').update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Serves a file as RFC 9110 has it, except where told. */
export const serve =
  (file: ServedFile, serving: Serving = {}): Act =>
  (response, request) => {
    const { content, headers = {} } = file;
    const first = serving.ignoresRange === true ? null : rangeOf(request, file, serving.ignoresIfRange === true);
    if (first !== null && first >= content.length) {
      response.writeHead(416, { ...headers, 'Content-Range': `bytes */${content.length}` }).end();
      return;
    }
    const body = content.subarray(
      first ?? 0,
      first === null ? content.length : first + (serving.most ?? content.length),
    );
    const last = (first ?? 0) + body.length - 1;
    const contentRange = serving.contentRange ?? `bytes ${first}-${last}/${content.length}`;
    response.writeHead(first === null ? 200 : 206, {
      ...headers,
      ...(first === null ? {} : { 'Content-Range': contentRange }),
      ...(serving.chunked === true ? {} : { 'Content-Length': body.length }),
    });
    send(response, request, body, { ...serving, first: first ?? 0, isAnew: first === null && !holds(request, file) });
  };

function rangeOf(request: IncomingMessage, file: ServedFile, ignoresIfRange: boolean): number | null {
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const isFree = ignoresIfRange || request.headers['if-range'] === undefined;
  return asked === undefined || (!isFree && !holds(request, file)) ? null : Number(asked);
}

function holds(request: IncomingMessage, { headers = {} }: ServedFile): boolean {
  const validator = request.headers['if-range'];
  return validator !== undefined && [headers['ETag'], headers['Last-Modified']].includes(String(validator));
}

/**
 * Emitted by a response of which no more will come before it is cut: up to where the file is there then, what cuts it, and whether
 * it is written from its first byte on whatever is there.
 */
export const HELD: string = 'held';

function send(
  response: ServerResponse,
  { socket }: IncomingMessage,
  body: Buffer,
  { first, isAnew, cutAfter, holdAfter, reset }: Serving & { first: number; isAnew: boolean },
): void {
  if (holdAfter !== undefined) response.write(body.subarray(0, holdAfter));
  if (holdAfter !== undefined) return;
  if (cutAfter === undefined || cutAfter > body.length) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, cutAfter));
  const cut = (): unknown => (reset === true ? socket.resetAndDestroy() : socket.end());
  response.emit(HELD, first + cutAfter, cut, isAnew);
}
