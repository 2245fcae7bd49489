import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import type { RequestRetryOptions } from '../../../lib/integrations/undici/index.ts';
import { settled } from '../../support/failure.ts';
import { type Act, answer } from './http-script.ts';
import { Rig } from './rig.ts';
import { undicis } from './undicis.ts';

const OTHER = answer(200, 'something else');

/** A server that sends the rest of its first answer when it is told to. */
class Halves {
  finish: () => void = () => {};

  readonly act: Act = (response) => {
    this.finish = () => void response.end('you are');
    response.writeHead(200).write('here ');
  };
}

for (const [name, undici] of Object.entries(undicis)) {
  describe(`a response through the interceptor of ${name}, as whose headers come the network goes down`, () => {
    async function begin(options: RequestRetryOptions = {}): Promise<{ rig: Rig; body: PassThrough; halves: Halves }> {
      const halves = new Halves();
      const rig = await Rig.of(undici, [halves.act, OTHER], { abortOnNetworkDown: true, ...options });
      const body = new PassThrough();
      await new Promise<void>((resolve) => {
        const asked = { origin: rig.server.origin, path: '/', method: 'GET' } as const;
        rig.dispatcher
          .stream(asked, () => {
            rig.network.set('down');
            resolve();
            return body;
          })
          .catch((error: Error) => body.destroy(error));
      });
      await settled();
      return { rig, body, halves };
    }

    it('is the only one, and whole', async () => {
      const { rig, body, halves } = await begin();
      await using _rig = rig;
      rig.network.set('up');
      const { body: second } = await rig.request();
      expect(await second.text()).to.equal('something else');
      halves.finish();
      expect(await text(body)).to.equal('here you are');
      expect(rig.server.heard).to.have.length(2);
    });

    it('is whole after the longest outage that is waited out', async () => {
      const { rig, body, halves } = await begin({ maxNetworkWait: '1s' });
      await using _rig = rig;
      rig.clock.advance(1_000);
      await settled();
      halves.finish();
      expect(await text(body)).to.equal('here you are');
    });
  });
}
