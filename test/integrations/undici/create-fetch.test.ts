import { expect } from 'chai';
import { createFetch } from '../../../lib/integrations/undici/index.ts';
import { reasonOf, thrownBy } from '../../support/codes.ts';
import { settled } from '../../support/failure.ts';
import { FetchRig } from './fetch-rig.ts';
import { fetches } from './fetches.ts';
import { answer, reset, silence } from './http-script.ts';

const OK = answer(200, 'here you are');
const GONE = new Error('not needed any more');

for (const [name, kind] of Object.entries(fetches)) {
  describe(`createFetch around ${name}`, () => {
    describe('on a network that is well', () => {
      it('sends a request once, and hands over the response that fetch made', async () => {
        await using rig = await FetchRig.of(kind, [answer(404, 'no such thing', { 'x-header': 'yes' })]);
        const response = await rig.fetch();
        expect([response.status, response.headers.get('x-header'), response.url]).to.deep.equal([404, 'yes', rig.url]);
        expect(await response.text()).to.equal('no such thing');
        expect(rig.server.heard).to.have.length(1);
      });

      it('sends it again after the connection was reset', async () => {
        await using rig = await FetchRig.of(kind, [reset, OK]);
        const response = rig.fetch();
        expect(await rig.backoffMs()).to.equal(1_000);
        await rig.skipBackoff();
        expect(await (await response).text()).to.equal('here you are');
      });

      it('ends with a RetryError that has the last error for its cause', async () => {
        await using rig = await FetchRig.of(kind, [reset], { maxAttempts: 2 });
        const failure = reasonOf(rig.fetch());
        await rig.skipBackoff();
        const error = await failure;
        expect(error.code).to.equal('ERR_NETWAKE_RETRY_EXHAUSTED');
        expect(error.cause).to.be.an.instanceOf(TypeError);
      });

      it('leaves an address that can’t be fetched to fetch, and does not try it again', async () => {
        await using rig = await FetchRig.of(kind, [OK]);
        const fetch = createFetch(rig.network, { fetch: kind.fetch, target: 'network' });
        expect(await reasonOf(fetch('no address'))).to.be.an.instanceOf(TypeError);
      });
    });

    describe('sends again', () => {
      for (const method of ['HEAD', 'OPTIONS', 'PUT', 'DELETE'] as const) {
        it(`what is idempotent: ${method}`, async () => {
          await using rig = await FetchRig.of(kind, [reset, answer(200)]);
          const response = rig.fetch({ method });
          await rig.skipBackoff();
          expect((await response).status).to.equal(200);
        });
      }

      const bodies: Array<[string, () => NonNullable<RequestInit['body']>]> = [
        ['a text', () => 'payload'],
        ['bytes', () => new TextEncoder().encode('payload')],
        ['a blob', () => new Blob(['payload'])],
        ['parameters', () => new URLSearchParams('payload')],
      ];
      for (const [what, body] of bodies) {
        it(`a body that can be: ${what}`, async () => {
          await using rig = await FetchRig.of(kind, [reset, OK]);
          const response = rig.fetch({ method: 'PUT', body: body() });
          await rig.skipBackoff();
          await response;
          expect(rig.server.heard.map((each) => each.body.replace('=', ''))).to.deep.equal(['payload', 'payload']);
        });
      }

      it('a form', async () => {
        await using rig = await FetchRig.of(kind, [reset, OK]);
        const form = new kind.FormData();
        form.append('field', 'value');
        const response = rig.fetch({ method: 'PUT', body: form });
        await rig.skipBackoff();
        await response;
        expect(rig.server.heard[1]!.body).to.include('value');
      });

      it('what is not idempotent, if that is wanted', async () => {
        await using rig = await FetchRig.of(kind, [reset, OK], { methods: ['POST'] });
        const response = rig.fetch({ method: 'POST', body: 'text' });
        await rig.skipBackoff();
        expect(await (await response).text()).to.equal('here you are');
      });
    });

    describe('sends once', () => {
      it('what is not idempotent', async () => {
        await using rig = await FetchRig.of(kind, [reset, OK]);
        expect(await reasonOf(rig.fetch({ method: 'POST', body: 'text' }))).to.be.an.instanceOf(TypeError);
        expect(rig.server.heard).to.have.length(1);
      });

      it('a stream', async () => {
        await using rig = await FetchRig.of(kind, [reset, OK]);
        const body = new Blob(['payload']).stream() as unknown as NonNullable<RequestInit['body']>;
        const failure = await reasonOf(rig.fetch({ method: 'PUT', body, duplex: 'half' } as RequestInit));
        expect(failure).to.be.an.instanceOf(TypeError);
        expect(rig.server.heard).to.have.length(1);
      });

      it('and its answer is the caller’s, whatever its status', async () => {
        await using rig = await FetchRig.of(kind, [answer(503, 'busy'), OK]);
        const response = await rig.fetch({ method: 'POST', body: 'text' });
        expect([response.status, await response.text()]).to.deep.equal([503, 'busy']);
      });
    });

    describe('takes a Request', () => {
      it('and sends it again, with its body and its headers', async () => {
        await using rig = await FetchRig.of(kind, [reset, reset, OK]);
        const request = rig.request({ method: 'PUT', body: 'payload', headers: { 'x-header': 'yes' } });
        const response = rig.send(request);
        await rig.skipBackoff();
        await rig.skipBackoff();
        expect(await (await response).text()).to.equal('here you are');
        const heard = rig.server.heard.map(({ body, headers }) => `${body} ${String(headers['x-header'])}`);
        expect(heard).to.deep.equal(['payload yes', 'payload yes', 'payload yes']);
      });

      it('and has used it up then, as fetch has', async () => {
        await using rig = await FetchRig.of(kind, [OK]);
        const request = rig.request({ method: 'PUT', body: 'payload' });
        await rig.send(request);
        expect(request.bodyUsed).to.equal(true);
        expect(await reasonOf(rig.send(request))).to.be.an.instanceOf(TypeError);
        expect(rig.server.heard).to.have.length(1);
      });

      it('and sends what an init puts in the place of its body', async () => {
        await using rig = await FetchRig.of(kind, [reset, OK]);
        const response = rig.send(rig.request({ method: 'PUT', body: 'old' }), { body: 'new' });
        await rig.skipBackoff();
        await response;
        expect(rig.server.heard.map(({ body }) => body)).to.deep.equal(['new', 'new']);
      });

      it('and tells the server of its referrer', async () => {
        await using rig = await FetchRig.of(kind, [OK]);
        await rig.send(rig.request({ referrer: `${rig.server.origin}/before` }));
        expect(rig.server.heard[0]!.headers.referer).to.equal(`${rig.server.origin}/before`);
      });

      it('and heeds its signal, unless the init has another or none', async () => {
        await using rig = await FetchRig.of(kind, [OK]);
        const request = rig.request({ signal: AbortSignal.abort(GONE) });
        expect(await reasonOf(rig.send(request))).to.equal(GONE);
        expect((await rig.send(request, { signal: null })).status).to.equal(200);
      });

      it('also as an init', async () => {
        await using rig = await FetchRig.of(kind, [reset, OK]);
        const response = rig.fetch(rig.request({ method: 'PUT', headers: { 'x-header': 'yes' } }) as RequestInit);
        await rig.skipBackoff();
        await response;
        expect(rig.server.heard.map(({ method, headers }) => `${method} ${String(headers['x-header'])}`)).to.deep.equal(
          ['PUT yes', 'PUT yes'],
        );
      });
    });

    describe('when a server answers with a status', () => {
      for (const status of [408, 425, 429, 500, 502, 503, 504]) {
        it(`sends the request again: ${status}`, async () => {
          await using rig = await FetchRig.of(kind, [answer(status, 'not now'), OK]);
          const response = rig.fetch();
          await rig.backoffMs();
          await settled();
          await rig.skipBackoff();
          expect(await (await response).text()).to.equal('here you are');
          // The answer that nobody wanted was read to its end.
          expect(rig.server.sockets.size).to.equal(1);
        });
      }

      it('hands over the answer to the last attempt, whole', async () => {
        await using rig = await FetchRig.of(kind, [answer(503, 'first'), answer(503, 'last')], { maxAttempts: 2 });
        const response = rig.fetch();
        await rig.skipBackoff();
        expect([(await response).status, await (await response).text()]).to.deep.equal([503, 'last']);
      });

      it('waits as long as the server asks', async () => {
        await using rig = await FetchRig.of(kind, [answer(503, '', { 'Retry-After': '17' }), OK]);
        const response = rig.fetch();
        expect(await rig.backoffMs()).to.equal(17_000);
        await rig.skipBackoff();
        expect((await response).status).to.equal(200);
      });

      it('closes the connection of an answer whose rest does not come', async () => {
        await using rig = await FetchRig.of(kind, [
          (response) => void response.writeHead(503).write('there is more, but it never comes'),
          OK,
        ]);
        const response = rig.fetch();
        await rig.backoffMs();
        const closed = rig.disconnected();
        await rig.skipBackoff();
        await closed;
        expect((await response).status).to.equal(200);
      });

      it('closes the connection of an answer that is long, at once', async () => {
        await using rig = await FetchRig.of(kind, [answer(503, 'x'.repeat(10_000_000)), OK]);
        const controller = new AbortController();
        const failure = reasonOf(rig.fetch({ signal: controller.signal }));
        await rig.backoffMs();
        await rig.disconnected();
        controller.abort(GONE);
        expect(await failure).to.equal(GONE);
      });
    });

    it('ends an attempt that takes longer than attemptTimeout', async () => {
      await using rig = await FetchRig.of(kind, [silence, OK], { attemptTimeout: '5s' });
      const response = rig.fetch();
      await rig.server.requests(1);
      const closed = rig.disconnected();
      rig.clock.advance(5_000);
      await closed;
      await rig.skipBackoff();
      expect(await (await response).text()).to.equal('here you are');
    });
  });
}

describe('createFetch', () => {
  it('wraps the global fetch that there was when it was called', () => {
    const before = globalThis.fetch;
    globalThis.fetch = createFetch(null);
    const after = globalThis.fetch;
    globalThis.fetch = before;
    expect(after).not.to.equal(before);
    expect(after).to.be.a('function');
  });

  it('refuses what is no function, and an option that there is not', () => {
    expect(thrownBy(() => createFetch(null, { fetch: 'fetch' as never }))).to.include({
      code: 'ERR_NETWAKE_INVALID_OPTION',
      option: 'fetch',
    });
    expect(thrownBy(() => createFetch(null, { maxAttempt: 2 } as object))).to.include({
      code: 'ERR_NETWAKE_UNKNOWN_OPTION',
      suggestion: 'maxAttempts',
    });
  });

  it('tells the monitor of errors and of answers', async () => {
    const { 'Node’s own fetch': kind } = fetches;
    await using rig = await FetchRig.of(kind!, [reset, OK]);
    const reports: string[] = [];
    Object.assign(rig.network, {
      reportSuccess: () => reports.push('success'),
      reportFailure: () => reports.push('failure'),
    });
    const response = rig.fetch();
    await rig.skipBackoff();
    await response;
    expect(reports).to.deep.equal(['failure', 'success']);
  });
});
