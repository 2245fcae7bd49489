import { Agent } from 'node:http';
import { expect } from 'chai';
import { parseListenAddress, urlOf } from '../../../lib/cli/serve/listen-address.ts';
import { respond } from '../../../lib/cli/serve/respond.ts';
import { type Handler, StatusServer } from '../../../lib/cli/serve/status-server.ts';
import { reasonOf } from '../../support/codes.ts';
import { deferred } from '../../support/failure.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { Scratch } from '../../support/scratch.ts';
import { fetchPage } from '../support/event-client.ts';
import { ServerRig } from './rig.ts';

const PAGE: Record<string, Handler> = { '/page': (_, response) => respond(response, { body: 'a page\n' }) };

describe('the status server', () => {
  let clock: ManualClock;

  beforeEach(() => {
    clock = new ManualClock();
  });

  it('answers GET, and HEAD with the same headers', async () => {
    await using rig = await ServerRig.listening(clock, PAGE);
    const page = await fetchPage(`${rig.url}page?fresh=1`);
    expect(page).to.deep.include({ status: 200, body: 'a page\n' });
    expect(page.headers).to.include({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '7',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const head = await fetchPage(`${rig.url}page`, { method: 'HEAD' });
    expect(head).to.deep.include({ status: 200, body: '' });
    expect(head.headers['content-length']).to.equal('7');
  });

  it('refuses other methods, and says which there are', async () => {
    await using rig = await ServerRig.listening(clock, PAGE);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await fetchPage(`${rig.url}page`, { method });
      expect(status).to.equal(405);
      expect(headers.allow).to.equal('GET, HEAD');
    }
  });

  it('knows no other pages', async () => {
    await using rig = await ServerRig.listening(clock, PAGE);
    for (const path of ['pages', 'page/', '', '%2e%2e/etc/passwd', '/page']) {
      expect((await fetchPage(rig.url + path)).status, path).to.equal(404);
    }
  });

  it('answers nobody who was sent here by a name', async () => {
    await using rig = await ServerRig.listening(clock, PAGE);
    for (const path of ['page', 'events', 'nonesuch']) {
      const { status } = await fetchPage(rig.url + path, { headers: { Host: 'evil.example' } });
      expect(status).to.equal(421);
    }
    expect((await fetchPage(`${rig.url}page`, { headers: { Host: 'localhost' } })).status).to.equal(200);
  });

  it('answers a request in the absolute form (RFC 9112, 3.2.2), if it was meant for here', async () => {
    await using rig = await ServerRig.listening(clock, { ...PAGE, '/': PAGE['/page']! });
    const statusOf = async (path: string, Host?: string): Promise<number | undefined> =>
      (await fetchPage(rig.url, { path, ...(Host === undefined ? {} : { headers: { Host } }) })).status;
    const own = rig.url.slice(0, -1);
    for (const target of [`${own}/page`, `${own}/page?fresh=1`, own, `${own}?fresh=1`, 'HTTP://localhost/page'])
      expect(await statusOf(target), target).to.equal(200);
    for (const target of ['http://evil.example/page', 'http://127.0.0.1@evil.example/page', 'http://evil.example'])
      expect(await statusOf(target), target).to.equal(421);
    expect(await statusOf(`${own}/page`, 'evil.example')).to.equal(421);
    expect(await statusOf(`${own}/pages`)).to.equal(404);
    expect(await statusOf('ftp://127.0.0.1/page')).to.equal(404);
  });

  it('tells nothing of its own errors but that they are', async () => {
    const fail: Handler = () => Promise.reject(new Error('a secret'));
    await using rig = await ServerRig.listening(clock, { '/fail': fail });
    const { status, body } = await fetchPage(`${rig.url}fail`);
    expect(status).to.equal(500);
    expect(body).to.not.include('secret');
    expect(rig.errors.map(({ message }) => message)).to.deep.equal(['a secret']);
  });

  it('says why it can not listen', async () => {
    await using rig = await ServerRig.listening(clock);
    const taken = parseListenAddress('listen', new URL(rig.url).host);
    const cases = [
      [taken, /^can't listen on http:\/\/127\.0\.0\.1:\d+\/: it is in use \(EADDRINUSE\)$/],
      [
        { path: '/nonesuch/netwake.sock' },
        /^can't listen on unix:\/nonesuch\/netwake\.sock: its folder does not exist \(ENOENT\)$/,
      ],
    ] as const;
    for (const [address, message] of cases) {
      const server = new StatusServer({ routes: new Map(), clock, onError: () => {} });
      const reason = await reasonOf(server.listen(address));
      expect(reason.code).to.equal('ERR_NETWAKE_LISTEN');
      expect(reason.message).to.match(message);
      await server.close();
    }
  });

  it('listens on a socket in the file system, for whatever name', async () => {
    using scratch = new Scratch();
    const path = scratch.path('http.sock');
    const server = new StatusServer({ routes: new Map(Object.entries(PAGE)), clock, onError: () => {} });
    expect(urlOf(await server.listen({ path }))).to.equal(`unix:${path}`);
    const { status } = await fetchPage('http://localhost/page', {
      socketPath: path,
      headers: { host: 'status.example' },
    });
    expect(status).to.equal(200);
    await server.close();
  });

  it('ends with those that ask for nothing, and cuts off after a second who has no answer', async () => {
    const asked = deferred<void>();
    const rig = await ServerRig.listening(clock, { ...PAGE, '/never': () => asked.resolve() });
    const idle = new Agent({ keepAlive: true });
    await fetchPage(`${rig.url}page`, { agent: idle });
    const unanswered = reasonOf(fetchPage(`${rig.url}never`));
    await asked.promise;
    const closed = rig[Symbol.asyncDispose]();
    expect(clock.pending.map(({ delayMs }) => delayMs)).to.deep.equal([1_000]);
    clock.advance(1_000);
    await closed;
    expect((await unanswered).code).to.equal('ECONNRESET');
    expect(clock.pending).to.be.empty;
    idle.destroy();
  });
});
