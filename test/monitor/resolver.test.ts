import { expect } from 'chai';
import { caresResolver, type NameServers } from '../../lib/monitor/resolver.ts';
import { reasonOf } from '../support/codes.ts';

/** The name servers of one network: silent until they are told to answer. */
class FakeServers implements NameServers {
  cancelled = false;
  readonly asked: string[] = [];
  readonly #settle: Array<(error: Error | null) => void> = [];

  resolve4(name: string): Promise<string[]> {
    return this.#ask(name, '192.0.2.7');
  }

  resolve6(name: string): Promise<string[]> {
    return this.#ask(name, '2001:db8::7');
  }

  cancel(): void {
    this.cancelled = true;
    this.end('ECANCELLED');
  }

  end(code: string | null): void {
    const error = code === null ? null : Object.assign(new Error(code), { code });
    for (const settle of this.#settle.splice(0)) settle(error);
  }

  #ask(name: string, address: string): Promise<string[]> {
    this.asked.push(name);
    return new Promise((resolve, reject) =>
      this.#settle.push((error) => {
        if (error === null) resolve([address]);
        else reject(error);
      }),
    );
  }
}

describe('the resolver', () => {
  let networks: FakeServers[];
  const make = (): FakeServers => {
    networks.push(new FakeServers());
    return networks.at(-1)!;
  };

  beforeEach(() => {
    networks = [];
  });

  for (const outcome of [null, 'ETIMEOUT', 'ENOTFOUND']) {
    it(`asks the name servers that there are by then, after a lookup that ended with ${outcome ?? 'addresses'}`, async () => {
      const resolver = caresResolver(1_000, make);
      const before = resolver.resolve('db.example').catch(() => {});
      networks[0]!.end(outcome);
      await before;
      const after = resolver.resolve('db.example');
      expect(networks).to.have.length(2);
      networks[1]!.end(null);
      expect(await after).to.deep.equal([
        { family: 4, address: '192.0.2.7' },
        { family: 6, address: '2001:db8::7' },
      ]);
      expect(networks[0]!.asked).to.deep.equal(['db.example', 'db.example']);
    });
  }

  it('gives up all that is under way, and nothing else', async () => {
    const resolver = caresResolver(1_000, make);
    const ended = resolver.resolve('a.example');
    networks[0]!.end(null);
    await ended;
    const pending = ['b.example', 'c.example'].map((name) => reasonOf(resolver.resolve(name)));
    resolver.cancel();
    for (const reason of await Promise.all(pending)) expect(reason).to.have.property('code', 'ECANCELLED');
    expect(networks.map(({ cancelled }) => cancelled)).to.deep.equal([false, true, true]);
  });

  it('makes nothing for a name that is known to be this machine', async () => {
    expect(await caresResolver(1_000, make).resolve('localhost')).to.deep.equal([{ family: 4, address: '127.0.0.1' }]);
    expect(networks).to.deep.equal([]);
  });
});
