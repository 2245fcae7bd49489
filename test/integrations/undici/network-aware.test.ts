import { once } from 'node:events';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { settled } from '../../support/failure.ts';
import { reasonOf } from '../../support/codes.ts';
import { answer, reset, silence } from './http-script.ts';
import { Rig } from './rig.ts';
import { undicis } from './undicis.ts';

const OK = answer(200, 'here you are');

for (const [name, undici] of Object.entries(undicis)) {
  describe(`requests through the interceptor of ${name}`, () => {
    describe('with a body', () => {
      const bodies: Array<[string, unknown]> = [
        ['a text', 'payload'],
        ['a buffer', Buffer.from('payload')],
        ['a typed array', new TextEncoder().encode('payload')],
        ['a blob', new Blob(['payload'])],
      ];
      for (const [kind, body] of bodies) {
        it(`send it again: ${kind}`, async () => {
          await using rig = await Rig.of(undici, [reset, OK]);
          const response = rig.request({ method: 'PUT', body: body as never });
          await rig.skipBackoff();
          await (await response).body.dump();
          expect(rig.server.heard.map((each) => each.body)).to.deep.equal(['payload', 'payload']);
        });
      }

      const once: Array<[string, () => unknown]> = [
        ['a stream', () => Readable.from(['pay', 'load'])],
        [
          'a generator',
          () =>
            (function* () {
              yield 'payload';
            })(),
        ],
        [
          'an async generator',
          () =>
            (async function* () {
              yield 'payload';
            })(),
        ],
      ];
      for (const [kind, make] of once) {
        it(`are sent once when it can’t be: ${kind}`, async () => {
          await using rig = await Rig.of(undici, [reset, OK]);
          const failure = await reasonOf(rig.request({ method: 'PUT', body: make() as never }));
          expect(failure)
            .to.have.property('code')
            .not.match(/^ERR_NETWAKE/);
          expect(rig.server.heard).to.have.length(1);
        });
      }

      it('send a form again', async () => {
        await using rig = await Rig.of(undici, [reset, OK]);
        const form = new undici.FormData();
        form.append('field', 'value');
        const response = rig.request({ method: 'PUT', body: form });
        await rig.skipBackoff();
        await (await response).body.dump();
        expect(rig.server.heard[1]!.body).to.include('value');
      });
    });

    describe('while the network is down', () => {
      it('are not sent, and are the moment that it is back', async () => {
        await using rig = await Rig.of(undici, [OK]);
        rig.network.set('down');
        const response = rig.request();
        await settled();
        expect(rig.server.sockets.size).to.equal(0);
        rig.network.set('up');
        expect(await (await response).body.text()).to.equal('here you are');
        expect(rig.clock.pending).to.deep.equal([]);
      });

      it('are not sent either when they may be sent once only', async () => {
        await using rig = await Rig.of(undici, [OK]);
        rig.network.set('down');
        const response = rig.request({ method: 'POST', body: Readable.from(['streamed']) });
        await settled();
        expect(rig.server.sockets.size).to.equal(0);
        rig.network.set('up');
        await (await response).body.dump();
        expect(rig.server.heard.map(({ body }) => body)).to.deep.equal(['streamed']);
      });

      it('are given back when they failed by it: no attempt is used up', async () => {
        const cut = (): void => rig.network.set('down');
        await using rig = await Rig.of(undici, [(...all) => (cut(), reset(...all)), OK], { maxAttempts: 1 });
        const response = rig.request();
        await once(rig.network, 'state');
        await settled();
        rig.network.set('up');
        expect(await (await response).body.text()).to.equal('here you are');
      });

      it('are ended in flight, and sent again, with abortOnNetworkDown', async () => {
        await using rig = await Rig.of(undici, [silence, OK], { abortOnNetworkDown: true, maxAttempts: 1 });
        const response = rig.request();
        await rig.server.requests(1);
        rig.network.set('down');
        await rig.disconnected();
        rig.network.set('up');
        expect(await (await response).body.text()).to.equal('here you are');
      });

      it('are not ended by it when they could not be sent again', async () => {
        let respond = (): void => {};
        await using rig = await Rig.of(undici, [(response) => (respond = () => void response.end('late'))], {
          abortOnNetworkDown: true,
        });
        const response = rig.request({ method: 'POST', body: 'text' });
        await rig.server.requests(1);
        rig.network.set('down');
        await settled();
        respond();
        expect(await (await response).body.text()).to.equal('late');
      });
    });

    describe('that are aborted', () => {
      it('reject at once while they are parked, and leave nothing behind', async () => {
        await using rig = await Rig.of(undici, [OK]);
        const controller = new AbortController();
        rig.network.set('down');
        const failure = reasonOf(rig.request({ signal: controller.signal }));
        const reason = new Error('not needed any more');
        controller.abort(reason);
        expect(await failure).to.equal(reason);
        rig.network.set('up');
        await settled();
        expect(rig.server.sockets.size).to.equal(0);
        expect(rig.clock.pending).to.deep.equal([]);
      });

      it('destroy the stream that they were to send', async () => {
        await using rig = await Rig.of(undici, [OK]);
        const controller = new AbortController();
        const body = new Readable({ read() {} });
        rig.network.set('down');
        const failure = reasonOf(rig.request({ method: 'POST', body, signal: controller.signal }));
        controller.abort(new Error('not needed any more'));
        await failure;
        await settled();
        expect(body.destroyed).to.equal(true);
      });

      it('fail with what their stream fails with while they are parked', async () => {
        await using rig = await Rig.of(undici, [OK]);
        const body = new Readable({ read() {} });
        rig.network.set('down');
        const failure = reasonOf(rig.request({ method: 'POST', body }));
        const error = new Error('the disk is gone');
        body.destroy(error);
        expect(await failure).to.equal(error);
      });

      it('reject at once in flight, and close their connection', async () => {
        await using rig = await Rig.of(undici, [silence]);
        const controller = new AbortController();
        const failure = reasonOf(rig.request({ signal: controller.signal }));
        await rig.server.requests(1);
        const reason = new Error('not needed any more');
        controller.abort(reason);
        expect(await failure).to.equal(reason);
        await rig.disconnected();
      });

      it('reject at once in the backoff', async () => {
        await using rig = await Rig.of(undici, [reset]);
        const controller = new AbortController();
        const failure = reasonOf(rig.request({ signal: controller.signal }));
        await rig.backoffMs();
        const reason = new Error('not needed any more');
        controller.abort(reason);
        expect(await failure).to.equal(reason);
        expect(rig.clock.pending).to.deep.equal([]);
      });

      it('end the body of a response that they have got', async () => {
        await using rig = await Rig.of(undici, [(response) => void response.writeHead(200).write('more to come')]);
        const controller = new AbortController();
        const { body } = await rig.request({ signal: controller.signal });
        const reason = new Error('enough');
        const failure = reasonOf(body.text());
        controller.abort(reason);
        expect(await failure).to.equal(reason);
        await rig.disconnected();
      });
    });

    it('tell the monitor of their errors and of their answers', async () => {
      await using rig = await Rig.of(undici, [reset, OK]);
      const reports: string[] = [];
      Object.assign(rig.network, {
        reportSuccess: () => reports.push('success'),
        reportFailure: () => reports.push('failure'),
      });
      const response = rig.request();
      await rig.skipBackoff();
      await (await response).body.dump();
      expect(reports).to.deep.equal(['failure', 'success']);
    });

    it('end an attempt that takes longer than attemptTimeout', async () => {
      await using rig = await Rig.of(undici, [silence, OK], { attemptTimeout: '5s' });
      const response = rig.request();
      await rig.server.requests(1);
      rig.clock.advance(5_000);
      await rig.skipBackoff();
      expect(await (await response).body.text()).to.equal('here you are');
    });

    it('work for fetch with a dispatcher', async () => {
      await using rig = await Rig.of(undici, [answer(503), OK]);
      const { dispatcher } = rig;
      const response = undici.fetch(rig.server.origin, { dispatcher });
      await rig.skipBackoff();
      expect(await (await response).text()).to.equal('here you are');
    });

    it('work beside the redirect interceptor, and tell of its history', async () => {
      await using rig = await Rig.of(undici, [answer(302, '', { location: '/there' }), reset, OK]);
      const dispatcher = new undici.Agent().compose(
        undici.interceptors.redirect({ maxRedirections: 2 }),
        (await import('../../../lib/integrations/undici/index.ts')).networkAware(rig.network, { initialDelay: 0 }),
      );
      const { body, context } = await rig.request({ dispatcher } as never);
      expect(await body.text()).to.equal('here you are');
      expect((context as { history: URL[] }).history.map(({ pathname }) => pathname)).to.deep.equal(['/thing']);
      await dispatcher.close();
    });
  });
}
