import { expect } from 'chai';
import { FakeNetwork } from '../../lib/testing/index.ts';
import { settled } from '../support/failure.ts';

const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => (error as { code?: string }).code ?? error);

describe('a target of a fake network', () => {
  it('goes with the network unless told otherwise', () => {
    const network = new FakeNetwork();
    const target = network.target('example.org:443');
    const states = [target.state];
    target.on('state', ({ state, previous }) => void states.push(state) + previous);
    network.degrade();
    network.down();
    network.up();
    expect(states).to.deep.equal(['up', 'down', 'up']);
  });

  it('that is told to be up stays so while the network is down', () => {
    const network = new FakeNetwork();
    const target = network.target('db.lan:5432');
    target.up();
    network.down();
    expect([network.isUsable(), target.isUsable()]).to.deep.equal([false, true]);
    target.follow();
    expect(target.isUsable()).to.equal(false);
  });

  it('that is told to be down is so while the network is up, and its listeners hear of both', () => {
    const network = new FakeNetwork();
    const target = network.target('10.0.0.9:80');
    const changes: unknown[] = [];
    target.on('state', (change) => void changes.push(change));
    target.down();
    target.down();
    target.up();
    expect(changes).to.deep.equal([
      { state: 'down', previous: 'up' },
      { state: 'up', previous: 'down' },
    ]);
  });

  it('is one for all who ask for the same destination, however they write it', () => {
    const network = new FakeNetwork();
    network.target('http://DB.lan/path').down();
    for (const same of ['db.lan:80', new URL('http://db.lan'), 'http://db.lan:80'])
      expect(network.target(same).state).to.equal('down');
    for (const other of ['db.lan:81', 'db2.lan:80', 'https://db.lan'])
      expect(network.target(other).state).to.equal('up');
    expect(() => network.target('db lan'))
      .to.throw()
      .that.includes({ option: 'destination' });
  });

  it('is always usable when it is this machine', () => {
    const network = new FakeNetwork('down');
    for (const local of ['localhost:5432', '127.0.0.1', 'http://[::1]:80/', '/run/db.sock'])
      expect(network.target(local).state).to.equal('up');
  });

  it('is unknown before the network is known, and once it has been stopped', async () => {
    const network = new FakeNetwork('unknown');
    const target = network.target('db.lan');
    const states = [target.state];
    target.on('state', ({ state }) => void states.push(state));
    await network.start();
    await network.stop();
    expect(states).to.deep.equal(['unknown', 'up', 'unknown']);
  });

  it('is waited for, and checked', async () => {
    const network = new FakeNetwork('down');
    const target = network.target('db.lan');
    let usable = false;
    const waiting = target.waitUntilUsable().then(() => (usable = true));
    await settled();
    expect([usable, await target.check()]).to.deep.equal([false, { state: 'down', reachable: false }]);
    target.up();
    await waiting;
    await target.waitUntilUsable();
  });

  it('is waited for no longer than is wanted', async () => {
    const network = new FakeNetwork('down');
    const target = network.target('db.lan');
    const aborting = new AbortController();
    const ends = [
      codeOf(target.waitUntilUsable({ timeout: '5s' })),
      codeOf(target.waitUntilUsable({ signal: aborting.signal })),
      codeOf(target.waitUntilUsable()),
    ];
    await network.advance('5s');
    aborting.abort('enough');
    await network.stop();
    expect(await Promise.all(ends)).to.deep.equal(['ERR_NETWAKE_TIMEOUT', 'enough', 'ERR_NETWAKE_STOPPED']);
  });

  it('is told of nothing once disposed of, while others of the same destination are', () => {
    const network = new FakeNetwork();
    const [gone, kept] = [network.target('db.lan'), network.target('db.lan')];
    const told: string[] = [];
    gone.on('state', () => void told.push('gone'));
    kept.on('state', () => void told.push('kept'));
    gone[Symbol.dispose]();
    gone[Symbol.dispose]();
    network.down();
    expect(told).to.deep.equal(['kept']);
    expect(() => gone.up())
      .to.throw()
      .that.includes({ code: 'ERR_NETWAKE_STATE' });
  });
});
