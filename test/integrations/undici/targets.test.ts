import { connect as connectTo, type Socket } from 'node:net';
import { expect } from 'chai';
import type { Dispatcher } from 'undici7';
import { networkAware, type RequestRetryOptions } from '../../../lib/integrations/undici/index.ts';
import { FakeNetwork } from '../../../lib/testing/index.ts';
import { settled } from '../../support/failure.ts';
import { answer, HttpScript } from './http-script.ts';
import { type Undici, undicis } from './undicis.ts';

type Connected = (error: Error | null, socket: Socket | null) => void;

/** An agent that finds every name on this machine, behind the interceptor. No name is looked up. */
function agentOf(undici: Undici, monitor: FakeNetwork, options: RequestRetryOptions): Dispatcher {
  const connect = ({ port }: { port: string }, connected: Connected): void => {
    const socket = connectTo(Number(port), '127.0.0.1', () => connected(null, socket));
    socket.on('error', (error) => connected(error, null));
  };
  return new undici.Agent({ connect } as never).compose(networkAware(monitor, options));
}

for (const [version, undici] of Object.entries(undicis)) {
  describe(`the interceptor of ${version}`, () => {
    let server: HttpScript;
    let network: FakeNetwork;
    let dispatcher: Dispatcher;

    const open = (options: RequestRetryOptions = {}): void => void (dispatcher = agentOf(undici, network, options));
    const urlOf = (host: string): string => `http://${host}:${new URL(server.origin).port}/`;
    const request = async (host: string): Promise<number> =>
      (await undici.request(urlOf(host), { dispatcher } as never)).statusCode;

    beforeEach(async () => {
      server = await HttpScript.playing(answer(200));
      network = new FakeNetwork('down');
    });

    afterEach(async () => {
      await dispatcher.destroy();
      await server[Symbol.asyncDispose]();
    });

    it('holds up no request to this machine', async () => {
      open();
      expect(await Promise.all(['localhost', '127.0.0.1'].map(request))).to.deep.equal([200, 200]);
    });

    it('holds up a request for the outage of its own origin', async () => {
      open();
      network.target(urlOf('nas.lan')).up();
      expect(await request('nas.lan')).to.equal(200);
      const far = request('far.example');
      await settled();
      expect(server.heard).to.have.length(1);
      network.up();
      expect(await far).to.equal(200);
    });

    it('goes by the network for a client, of which it is not told the origin', async () => {
      dispatcher = new undici.Client(server.origin).compose(networkAware(network));
      const done = dispatcher.request({ path: '/', method: 'GET' });
      await settled();
      expect(server.heard).to.deep.equal([]);
      network.up();
      expect((await done).statusCode).to.equal(200);
    });

    it('holds them up for the network when it is told to', async () => {
      open({ target: 'network' });
      const done = request('localhost');
      await settled();
      expect(server.heard).to.deep.equal([]);
      network.up();
      expect(await done).to.equal(200);
    });

    it('refuses another word for that', () => {
      open();
      expect(() => networkAware(network, { target: 'origins' as never }))
        .to.throw()
        .that.includes({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'target' });
    });
  });
}
