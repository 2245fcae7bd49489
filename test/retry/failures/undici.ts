import * as undici6 from 'undici6';
import * as undici7 from 'undici7';
import { closedPort } from '../../support/closed-port.ts';
import { rejectionOf } from '../../support/failure.ts';
import { FailingServer } from '../../support/failing-server.ts';
import { SilentListener } from '../../support/silent-listener.ts';
import type { RealFailure } from './real-failure.ts';

const VERSIONS = [
  ['undici 6', undici6],
  ['undici 7', undici7],
] as const;
type Undici = (typeof VERSIONS)[number][1];

/** What a request of undici, read to its end, rejects with. */
async function undiciFailure(
  undici: Undici,
  url: string,
  { request = {}, agent = {} }: { request?: object; agent?: object },
): Promise<unknown> {
  const dispatcher = new undici.Agent(agent);
  try {
    const options = { dispatcher, ...request } as Parameters<typeof undici7.request>[1];
    return await rejectionOf(
      (undici as typeof undici7).request(url, options).then(async ({ body }) => body.arrayBuffer()),
    );
  } finally {
    await dispatcher.destroy();
  }
}

async function notConnected(undici: Undici): Promise<unknown> {
  await using silent = await SilentListener.listen();
  return await undiciFailure(undici, `http://127.0.0.1:${silent.port}/`, { agent: { connect: { timeout: 20 } } });
}

async function failed(undici: Undici, path: string, request: object = {}): Promise<unknown> {
  await using server = await FailingServer.listen();
  return await undiciFailure(undici, server.url(path), { request });
}

async function fetched(path: string): Promise<unknown> {
  await using server = await FailingServer.listen();
  return await rejectionOf(fetch(server.url(path)).then(async (response) => response.text()));
}

/** Errors of undici and of Node's own fetch, which is made of it. */
export const UNDICI_FAILURES: readonly RealFailure[] = [
  ...VERSIONS.flatMap(([from, undici]): RealFailure[] => [
    { word: 'UND_ERR_CONNECT_TIMEOUT', from, provoke: () => notConnected(undici) },
    { word: 'UND_ERR_HEADERS_TIMEOUT', from, provoke: () => failed(undici, 'silent', { headersTimeout: 20 }) },
    { word: 'UND_ERR_BODY_TIMEOUT', from, provoke: () => failed(undici, 'half', { bodyTimeout: 20 }) },
    { word: 'UND_ERR_SOCKET', from: `${from}, before the response`, provoke: () => failed(undici, 'hangs-up') },
    { word: 'ECONNRESET', from: `${from}, before the response`, provoke: () => failed(undici, 'resets') },
    { word: 'UND_ERR_SOCKET', from: `${from}, within the body`, provoke: () => failed(undici, 'half-and-reset') },
    { word: 'AbortError', from, provoke: () => failed(undici, 'silent', { signal: AbortSignal.abort() }) },
    {
      word: 'ECONNREFUSED',
      from,
      provoke: async () => undiciFailure(undici, `http://127.0.0.1:${await closedPort()}/`, {}),
    },
  ]),
  { word: 'UND_ERR_SOCKET', from: 'fetch, before the response', provoke: () => fetched('hangs-up') },
  { word: 'ECONNRESET', from: 'fetch, before the response', provoke: () => fetched('resets') },
  { word: 'UND_ERR_SOCKET', from: 'fetch, within the body', provoke: () => fetched('half-and-reset') },
  {
    word: 'ECONNREFUSED',
    from: 'fetch',
    provoke: async () => rejectionOf(fetch(`http://127.0.0.1:${await closedPort()}/`)),
  },
  { word: 'ERR_INVALID_URL', from: 'fetch', provoke: () => rejectionOf(fetch('http://')) },
  {
    word: 'TimeoutError',
    from: 'fetch with AbortSignal.timeout()',
    provoke: async () => {
      await using server = await FailingServer.listen();
      return await rejectionOf(fetch(server.url('silent'), { signal: AbortSignal.timeout(20) }));
    },
  },
  {
    word: 'AbortError',
    from: 'fetch',
    provoke: () => rejectionOf(fetch('http://127.0.0.1:9/', { signal: AbortSignal.abort() })),
  },
];
