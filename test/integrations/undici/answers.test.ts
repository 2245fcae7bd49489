import { expect } from 'chai';
import { settled } from '../../support/failure.ts';
import { reasonOf } from '../../support/codes.ts';
import { answer, reset } from './http-script.ts';
import { Rig } from './rig.ts';
import { undicis } from './undicis.ts';

const OK = answer(200, 'here you are');

for (const [name, undici] of Object.entries(undicis)) {
  describe(`requests through the interceptor of ${name}`, () => {
    describe('on a network that is well', () => {
      it('are sent once, and answered as they would be without it', async () => {
        await using rig = await Rig.of(undici, [answer(404, 'no such thing', { 'x-header': 'yes' })]);
        const { statusCode, headers, body } = await rig.request();
        expect([statusCode, headers['x-header'], await body.text()]).to.deep.equal([404, 'yes', 'no such thing']);
        expect(rig.server.heard).to.have.length(1);
      });

      it('are sent again after the connection was reset', async () => {
        await using rig = await Rig.of(undici, [reset, OK]);
        const response = rig.request();
        expect(await rig.backoffMs()).to.equal(1_000);
        await rig.skipBackoff();
        expect(await (await response).body.text()).to.equal('here you are');
      });

      it('end with a RetryError that has the last error for its cause', async () => {
        await using rig = await Rig.of(undici, [reset], { maxAttempts: 2 });
        const failure = reasonOf(rig.request());
        await rig.skipBackoff();
        expect(await failure)
          .to.include({ code: 'ERR_NETWAKE_RETRY_EXHAUSTED' })
          .and.to.have.nested.property('cause.code');
        expect(rig.server.heard).to.have.length(2);
      });

      for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'] as const) {
        it(`are sent again when they are idempotent: ${method}`, async () => {
          await using rig = await Rig.of(undici, [reset, answer(200)]);
          const response = rig.request({ method });
          await rig.skipBackoff();
          expect((await response).statusCode).to.equal(200);
        });
      }

      for (const method of ['POST', 'PATCH'] as const) {
        it(`are sent once when they are not, and fail with the error itself: ${method}`, async () => {
          await using rig = await Rig.of(undici, [reset, OK]);
          expect(await reasonOf(rig.request({ method, body: 'text' })))
            .to.have.property('code')
            .not.match(/^ERR_NETWAKE/);
          expect(rig.server.heard).to.have.length(1);
        });

        it(`are sent again when they are not, if that is wanted: ${method}`, async () => {
          await using rig = await Rig.of(undici, [reset, OK], { methods: [method] });
          const response = rig.request({ method, body: 'text' });
          await rig.skipBackoff();
          expect(await (await response).body.text()).to.equal('here you are');
          expect(rig.server.heard.map(({ body }) => body)).to.deep.equal(['text', 'text']);
        });
      }
    });

    describe('that are answered with a status', () => {
      for (const status of [408, 425, 429, 500, 502, 503, 504]) {
        it(`are sent again: ${status}`, async () => {
          await using rig = await Rig.of(undici, [answer(status, 'not now'), OK]);
          const response = rig.request();
          await rig.backoffMs();
          // undici leaves a connection alone for a turn before it uses it again.
          await settled();
          await rig.skipBackoff();
          expect(await (await response).body.text()).to.equal('here you are');
          // The response that nobody wanted was read to its end.
          expect(rig.server.sockets.size).to.equal(1);
        });
      }

      for (const status of [400, 404, 501]) {
        it(`are not: ${status}`, async () => {
          await using rig = await Rig.of(undici, [answer(status), OK]);
          expect((await rig.request()).statusCode).to.equal(status);
        });
      }

      it('are when the options say so', async () => {
        const isRetryable = (error: unknown): boolean | undefined =>
          (error as { statusCode?: number }).statusCode === 404 ? true : undefined;
        await using rig = await Rig.of(undici, [answer(404), OK], { isRetryable });
        const response = rig.request();
        await rig.skipBackoff();
        expect((await response).statusCode).to.equal(200);
      });

      it('get the answer to the last attempt, whole', async () => {
        await using rig = await Rig.of(undici, [answer(503, 'first'), answer(503, 'last')], { maxAttempts: 2 });
        const response = rig.request();
        await rig.skipBackoff();
        const { statusCode, body } = await response;
        expect([statusCode, await body.text()]).to.deep.equal([503, 'last']);
      });

      it('wait as long as the server asks, in seconds', async () => {
        await using rig = await Rig.of(undici, [answer(503, '', { 'Retry-After': '17' }), OK]);
        const response = rig.request();
        expect(await rig.backoffMs()).to.equal(17_000);
        await rig.skipBackoff();
        await (await response).body.dump();
      });

      it('wait as long as the server asks, until a date', async () => {
        await using rig = await Rig.of(undici, [
          answer(429, '', { 'Retry-After': 'Wed, 01 Jan 2025 00:01:00 GMT' }),
          OK,
        ]);
        const response = rig.request();
        expect(await rig.backoffMs()).to.equal(60_000);
        await rig.skipBackoff();
        await (await response).body.dump();
      });

      it('don’t wait for the rest of a response that nobody wants', async () => {
        const endless = answer(200);
        await using rig = await Rig.of(undici, [
          (response) => void response.writeHead(503).write('there is more, but it never comes'),
          endless,
        ]);
        const response = rig.request();
        await rig.skipBackoff();
        expect((await response).statusCode).to.equal(200);
      });

      it('leave the error of a body whose headers they have got to the caller', async () => {
        const broken = [
          (response: Parameters<typeof OK>[0], request: Parameters<typeof OK>[1]): void => {
            response.writeHead(200, { 'content-length': 10 }).write('half');
            setImmediate(() => request.socket.destroy());
          },
          OK,
        ];
        await using rig = await Rig.of(undici, broken);
        const { body } = await rig.request();
        expect(await reasonOf(body.text()))
          .to.have.property('code')
          .not.match(/^ERR_NETWAKE/);
        expect(rig.server.heard).to.have.length(1);
      });
    });
  });
}
