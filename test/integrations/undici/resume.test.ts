import { expect } from 'chai';
import { createFetch } from '../../../lib/integrations/undici/index.ts';
import { type Deferred, deferred, settled } from '../../support/failure.ts';
import { ScriptedNetwork } from '../../support/scripted-network.ts';

describe('requests that an outage had parked, with resume.concurrency', () => {
  it('are counted together, those that are sent once and those that may be sent again', async () => {
    const network = new ScriptedNetwork('down');
    const inFlight: Array<Deferred<Response>> = [];
    const plain = (): Promise<Response> => {
      const response = deferred<Response>();
      inFlight.push(response);
      return response.promise;
    };
    const fetch = createFetch<typeof globalThis.fetch>(network, {
      fetch: plain,
      target: 'network',
      resume: { concurrency: 2 },
    });
    const methods = ['GET', 'POST', 'GET', 'POST', 'POST'];
    const answered = Promise.all(methods.map((method) => fetch('http://a.test/', { method })));
    network.set('up');
    for (let sent = 2; sent <= methods.length; sent++) {
      await settled();
      expect(inFlight).to.have.length(sent);
      inFlight[sent - 2]!.resolve(new Response());
    }
    inFlight.at(-1)!.resolve(new Response());
    expect(await answered).to.have.length(methods.length);
  });
});
