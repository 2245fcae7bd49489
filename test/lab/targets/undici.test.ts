import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Agent, type Dispatcher, request } from 'undici7';
import { networkAware } from '../../../lib/integrations/undici/index.ts';
import { reaches } from '../support/expect-state.ts';
import type { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { connectedLan, CUTS, expectNoWait, SERVER, SERVICE } from './lan.ts';

const PROGRAM = fileURLToPath(new URL('http.mjs', import.meta.url));
const REQUESTS = 50;

describe('requests of HTTP through the interceptor, while the internet is cut behind a live LAN', () => {
  let lab: Lab;
  let local: Server;
  let monitor: NetworkMonitor;
  let dispatcher: Dispatcher;

  const get = async (host: string): Promise<string> => {
    const { body } = await request(`http://${host}:8080/`, { dispatcher });
    return body.text();
  };

  beforeEach(async () => {
    lab = await connectedLan();
    await lab.internet.start(process.execPath, PROGRAM);
    local = createServer((_request, response) => response.end('here')).listen(8080, '127.0.0.1');
    await once(local, 'listening');
    monitor = new NetworkMonitor({ checkTimeout: '300ms', checkInterval: '30s' });
    await monitor.start();
    await reaches(monitor, 'up');
    dispatcher = new Agent({ connectTimeout: 500 } as never).compose(networkAware(monitor, { initialDelay: '20ms' }));
  });

  afterEach(async () => {
    await monitor.stop();
    await dispatcher.destroy();
    local.close();
    await lab[Symbol.asyncDispose]();
  });

  for (const { title, cut, mend } of CUTS) {
    it(`reach the LAN and localhost as ever, and the internet when it is back: ${title}`, async () => {
      expect(await get(SERVICE)).to.equal('here');
      await cut(lab);
      await Promise.all([monitor.check(), reaches(monitor, 'down')]);
      let arrived = false;
      const far = get(SERVICE).then((body) => {
        arrived = true;
        return body;
      });
      const tookMs: number[] = [];
      for (let round = 0; round < REQUESTS; round++) {
        for (const host of [SERVER, 'localhost', '127.0.0.1']) {
          const startedMs = performance.now();
          expect(await get(host)).to.equal('here');
          tookMs.push(performance.now() - startedMs);
        }
      }
      expect([monitor.state, arrived]).to.deep.equal(['down', false]);
      expectNoWait(tookMs);
      await mend(lab);
      expect(await far).to.equal('here');
    });
  }
});
