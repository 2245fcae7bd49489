import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { reasonOf } from '../../support/codes.ts';
import { settled } from '../../support/failure.ts';
import { FetchRig } from './fetch-rig.ts';
import { fetches } from './fetches.ts';
import { type Act, answer, reset, silence } from './http-script.ts';

const OK = answer(200, 'here you are');
const GONE = new Error('not needed any more');
const unfinished: Act = (response) => void response.writeHead(200).write('more to come');

function listenersOf(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

for (const [name, kind] of Object.entries(fetches)) {
  describe(`an abort of a request through createFetch around ${name}`, () => {
    it('rejects at once before anything is sent', async () => {
      await using rig = await FetchRig.of(kind, [OK]);
      expect(await reasonOf(rig.fetch({ signal: AbortSignal.abort(GONE) }))).to.equal(GONE);
      await settled();
      expect(rig.server.sockets.size).to.equal(0);
    });

    it('rejects at once while it is parked, and leaves nothing behind', async () => {
      await using rig = await FetchRig.of(kind, [OK]);
      const controller = new AbortController();
      rig.network.set('down');
      const failure = reasonOf(rig.fetch({ signal: controller.signal }));
      expect(listenersOf(controller.signal)).to.equal(1);
      controller.abort(GONE);
      expect(await failure).to.equal(GONE);
      expect(listenersOf(controller.signal)).to.equal(0);
      expect(rig.clock.pending).to.deep.equal([]);
      rig.network.set('up');
      await settled();
      expect(rig.server.sockets.size).to.equal(0);
    });

    it('uses up the Request that was parked', async () => {
      await using rig = await FetchRig.of(kind, [OK]);
      const controller = new AbortController();
      rig.network.set('down');
      const request = rig.request({ method: 'PUT', body: 'payload' });
      const failure = reasonOf(rig.send(request, { signal: controller.signal }));
      controller.abort(GONE);
      await failure;
      expect(request.bodyUsed).to.equal(true);
    });

    it('rejects at once in flight, and closes the connection', async () => {
      await using rig = await FetchRig.of(kind, [silence]);
      const controller = new AbortController();
      const failure = reasonOf(rig.fetch({ signal: controller.signal }));
      await rig.server.requests(1);
      const closed = rig.disconnected();
      controller.abort(GONE);
      expect(await failure).to.equal(GONE);
      await closed;
    });

    it('rejects at once in the backoff, and leaves no timer', async () => {
      await using rig = await FetchRig.of(kind, [reset]);
      const controller = new AbortController();
      const failure = reasonOf(rig.fetch({ signal: controller.signal }));
      await rig.backoffMs();
      controller.abort(GONE);
      expect(await failure).to.equal(GONE);
      expect(rig.clock.pending).to.deep.equal([]);
    });

    it('closes the connection of an answer that was refused', async () => {
      await using rig = await FetchRig.of(kind, [(response) => void response.writeHead(503).write('more to come')]);
      const controller = new AbortController();
      const failure = reasonOf(rig.fetch({ signal: controller.signal }));
      await rig.backoffMs();
      const closed = rig.disconnected();
      controller.abort(GONE);
      expect(await failure).to.equal(GONE);
      await closed;
    });

    it('ends the body of a response that has been handed over', async () => {
      await using rig = await FetchRig.of(kind, [unfinished]);
      const controller = new AbortController();
      const response = await rig.fetch({ signal: controller.signal });
      const failure = reasonOf(response.text());
      const closed = rig.disconnected();
      controller.abort(GONE);
      expect(await failure).to.equal(GONE);
      await closed;
    });

    it('ends that of a response to a Request with a signal', async () => {
      await using rig = await FetchRig.of(kind, [unfinished]);
      const controller = new AbortController();
      const response = await rig.send(rig.request({ signal: controller.signal }));
      const failure = reasonOf(response.text());
      controller.abort(GONE);
      expect(await failure).to.equal(GONE);
    });

    it('has no listener where there is no body that could be ended', async () => {
      await using rig = await FetchRig.of(kind, [answer(204)]);
      const controller = new AbortController();
      expect((await rig.fetch({ signal: controller.signal })).status).to.equal(204);
      expect(listenersOf(controller.signal)).to.equal(0);
    });
  });
}
