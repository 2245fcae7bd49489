import axios from 'axios';
import got from 'got';
import { closedPort } from '../../support/closed-port.ts';
import { rejectionOf } from '../../support/failure.ts';
import { FailingServer } from '../../support/failing-server.ts';
import type { RealFailure } from './real-failure.ts';

type Get = (url: string) => Promise<unknown>;

const gotten = got.extend({ retry: { limit: 0 } });

async function failed(get: Get, path: string): Promise<unknown> {
  await using server = await FailingServer.listen();
  return await rejectionOf(get(server.url(path)));
}

async function refused(get: Get): Promise<unknown> {
  return rejectionOf(get(`http://127.0.0.1:${await closedPort()}/`));
}

function ofAxios(adapter: 'http' | 'fetch'): RealFailure[] {
  const client = axios.create({ adapter, proxy: false });
  const from = `axios over ${adapter}`;
  const within = (timeout: number, clarifyTimeoutError: boolean): Get => {
    return (url) => client.get(url, { timeout, transitional: { clarifyTimeoutError } });
  };
  return [
    { word: 'ECONNREFUSED', from, provoke: () => refused((url) => client.get(url)) },
    { word: 'ECONNRESET', from, provoke: () => failed((url) => client.get(url), 'resets') },
    { word: 'ETIMEDOUT', from: `${from}, told to say so`, provoke: () => failed(within(20, true), 'silent') },
  ];
}

/** Errors of axios and got. */
export const CLIENT_FAILURES: readonly RealFailure[] = [
  ...ofAxios('http'),
  ...ofAxios('fetch'),
  {
    word: 'ECONNABORTED',
    from: 'axios, out of time',
    provoke: () => failed((url) => axios.get(url, { adapter: 'http', proxy: false, timeout: 20 }), 'silent'),
  },
  { word: 'ECONNREFUSED', from: 'got', provoke: () => refused(gotten) },
  { word: 'ECONNRESET', from: 'got', provoke: () => failed(gotten, 'resets') },
  // It has the response, whose status is 200.
  { word: 'ECONNRESET', from: 'got, within the body', provoke: () => failed(gotten, 'half-and-reset') },
  {
    word: 'ETIMEDOUT',
    from: 'got, out of time',
    provoke: () => failed((url) => gotten(url, { timeout: { request: 20 } }), 'silent'),
  },
  {
    word: 'TimeoutError',
    from: 'got, out of time',
    provoke: () => failed((url) => gotten(url, { timeout: { request: 20 } }), 'silent'),
  },
];
