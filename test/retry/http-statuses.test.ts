import axios from 'axios';
import { expect } from 'chai';
import got from 'got';
import * as undici6 from 'undici6';
import * as undici7 from 'undici7';
import { RETRYABLE_STATUSES } from '../../lib/failure-table.ts';
import { rejectionOf } from '../support/failure.ts';
import { FailingServer } from '../support/failing-server.ts';
import { expectVerdict } from './failures/expect-verdict.ts';

const RETRYABLE = RETRYABLE_STATUSES.map(([status]) => status);
const FINAL = [400, 401, 403, 404, 409, 410, 422, 501, 505, 511];

async function getWithFetch(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw response;
}

async function getWithUndici6(url: string): Promise<void> {
  const dispatcher = new undici6.Agent();
  try {
    await undici6.request(url, { dispatcher, throwOnError: true });
  } finally {
    await dispatcher.close();
  }
}

async function getWithUndici7(url: string): Promise<void> {
  const agent = new undici7.Agent();
  try {
    await undici7.request(url, { dispatcher: agent.compose(undici7.interceptors.responseError()) });
  } finally {
    await agent.close();
  }
}

const gotten = got.extend({ retry: { limit: 0 } });

/** How each of them rejects for a status. */
const CLIENTS: ReadonlyArray<readonly [name: string, get: (url: string) => Promise<unknown>]> = [
  ['a Response of fetch that is thrown itself', getWithFetch],
  ['undici 6 with throwOnError', getWithUndici6],
  ['undici 7 with responseError()', getWithUndici7],
  ['axios', (url) => axios.get(url, { proxy: false, adapter: 'http' })],
  ['axios over fetch', (url) => axios.get(url, { proxy: false, adapter: 'fetch' })],
  ['got', (url) => gotten(url)],
];

describe('a status that a real server answers', () => {
  it('is worth another attempt when it is one of these', () => {
    expect(RETRYABLE).to.deep.equal([408, 425, 429, 500, 502, 503, 504]);
  });

  for (const [name, get] of CLIENTS) {
    for (const status of [...RETRYABLE, ...FINAL]) {
      const verdict = RETRYABLE.includes(status) ? 'service' : 'final';
      it(`is ${verdict === 'final' ? 'final' : 'worth one'}: ${status}, by ${name}`, async () => {
        await using server = await FailingServer.listen();
        expectVerdict(await rejectionOf(get(server.url(status))), verdict);
      });
    }
  }
});
