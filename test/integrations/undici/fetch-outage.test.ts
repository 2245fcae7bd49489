import { once } from 'node:events';
import { expect } from 'chai';
import { createFetch } from '../../../lib/integrations/undici/index.ts';
import { settled } from '../../support/failure.ts';
import { ScriptedNetwork } from '../../support/scripted-network.ts';
import { FetchRig } from './fetch-rig.ts';
import { fetches } from './fetches.ts';
import { answer, reset, silence } from './http-script.ts';

const OK = answer(200, 'here you are');

for (const [name, kind] of Object.entries(fetches)) {
  describe(`createFetch around ${name} while the network is down`, () => {
    it('sends nothing, and does the moment that it is back', async () => {
      await using rig = await FetchRig.of(kind, [OK]);
      rig.network.set('down');
      const response = rig.fetch();
      await settled();
      expect(rig.server.sockets.size).to.equal(0);
      rig.network.set('up');
      expect(await (await response).text()).to.equal('here you are');
      expect(rig.clock.pending).to.deep.equal([]);
    });

    it('gives back the attempt that failed by it', async () => {
      const cut = (): void => rig.network.set('down');
      await using rig = await FetchRig.of(kind, [(...all) => (cut(), reset(...all)), OK], { maxAttempts: 1 });
      const response = rig.fetch();
      await once(rig.network, 'state');
      await settled();
      rig.network.set('up');
      expect(await (await response).text()).to.equal('here you are');
    });

    it('ends what is in flight, and sends it again, with abortOnNetworkDown', async () => {
      await using rig = await FetchRig.of(kind, [silence, OK], { abortOnNetworkDown: true, maxAttempts: 1 });
      const response = rig.fetch();
      await rig.server.requests(1);
      rig.network.set('down');
      await rig.disconnected();
      rig.network.set('up');
      expect(await (await response).text()).to.equal('here you are');
    });

    it('answers a data: URL all the same', async () => {
      const fetch = createFetch(new ScriptedNetwork('down'), { fetch: kind.fetch, target: 'network' });
      expect(await (await fetch('data:,here')).text()).to.equal('here');
    });
  });
}
