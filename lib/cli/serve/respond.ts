import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** For every answer: what is told is of this moment, and is what its type says. */
export const COMMON_HEADERS: Readonly<OutgoingHttpHeaders> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};

/** A whole answer. To HEAD only its headers are sent. */
export interface Answer {
  status?: number;
  type?: string;
  body: string;
  headers?: OutgoingHttpHeaders;
}

export function respond(
  response: ServerResponse,
  { status = 200, type = 'text/plain; charset=utf-8', body, headers = {} }: Answer,
): void {
  const own = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(status, { ...COMMON_HEADERS, ...own, ...headers });
  response.end(body);
}
