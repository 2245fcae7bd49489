import { expect } from 'chai';
import type { NetworkState, StateChange } from '../../lib/index.ts';
import { FakeNetwork, type OutageReason } from '../../lib/testing/index.ts';
import { failure, settled } from '../support/failure.ts';

const REASONS: readonly OutageReason[] = [
  ...(['no-interface', 'interface-down', 'no-carrier', 'dormant', 'no-address'] as const),
  ...(['dad-pending', 'no-route', 'prohibited', 'unreachable'] as const),
];

/** The states that listeners are told of from now on. */
function statesOf(network: FakeNetwork): NetworkState[] {
  const states: NetworkState[] = [];
  network.on('state', ({ state }) => void states.push(state));
  return states;
}

const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => (error as { code?: string }).code ?? error);

describe('a fake network', () => {
  for (const [initial, reason] of [
    ['up', 'all-hosts-reachable'],
    ['degraded', 'some-hosts-reachable'],
    ['down', 'no-carrier'],
    ['unknown', 'not-started'],
  ] as const) {
    it(`is ${initial} from the beginning when it is made so`, () => {
      const network = new FakeNetwork(initial);
      const { state, isUp, isUsable } = { state: network.state, isUp: network.isUp(), isUsable: network.isUsable() };
      expect(state).to.equal(initial);
      expect(network.snapshot()).to.include({ state: initial, reason });
      expect([isUp, isUsable]).to.deep.equal([initial === 'up', initial === 'up' || initial === 'degraded']);
    });
  }

  it('is up by default, and refuses to be anything else', () => {
    expect(new FakeNetwork().state).to.equal('up');
    expect(() => new FakeNetwork('offline' as never))
      .to.throw()
      .that.includes({ option: 'initial' });
  });

  it('is what it is told to be before the call returns, and tells its listeners', () => {
    const network = new FakeNetwork();
    const states = statesOf(network);
    for (const change of [() => network.down(), () => network.up(), () => network.degrade(), () => network.down()])
      change();
    expect(states).to.deep.equal(['down', 'up', 'degraded', 'down']);
    expect(network.degrade().state).to.equal('degraded');
    expect(states.slice(4), 'by way of up, as in life').to.deep.equal(['up', 'degraded']);
  });

  it('tells nobody when it is so already', () => {
    const network = new FakeNetwork();
    const states = statesOf(network.up());
    network.up();
    network.down();
    network.down();
    network.up().up();
    expect(states).to.deep.equal(['down', 'up']);
  });

  for (const reason of REASONS) {
    it(`is down for the reason ${reason}, and comes back`, () => {
      const network = new FakeNetwork();
      const changes: StateChange[] = [];
      network.on('state', (change) => void changes.push(change));
      network.down(reason);
      expect(network.snapshot()).to.include({ state: 'down', reason });
      network.up();
      expect(changes.map((change) => [change.state, change.previous])).to.deep.equal([
        ['down', 'up'],
        ['up', 'down'],
      ]);
      expect(changes[0]).to.include({ reason }).and.to.have.nested.property('snapshot.reason', reason);
      expect(network.snapshot().reason).to.equal('all-hosts-reachable');
    });
  }

  it('goes from any outage to any other', () => {
    const network = new FakeNetwork();
    for (const before of REASONS) {
      for (const reason of REASONS) {
        network.down(before).down(reason);
        expect(network.state, `${before}, ${reason}`).to.equal('down');
      }
    }
    expect(network.up().state).to.equal('up');
  });

  it('refuses a reason that it can not be down for', () => {
    const network = new FakeNetwork();
    expect(() => network.down('stopped' as never))
      .to.throw()
      .that.includes({ option: 'reason' });
    expect(network.state).to.equal('up');
  });

  it('flaps as often as it is told, and is as it was before', () => {
    const network = new FakeNetwork();
    const states = statesOf(network);
    network.flap(3);
    expect(states).to.deep.equal(['down', 'up', 'down', 'up', 'down', 'up']);
    expect(network.degrade().flap(1).state).to.equal('degraded');
    expect(network.down().flap(2).state).to.equal('up');
    for (const times of [0, 1.5, Number.NaN])
      expect(() => network.flap(times))
        .to.throw()
        .that.includes({ option: 'times' });
  });

  it('flaps two hundred times in no time: nothing is used up', async () => {
    const network = new FakeNetwork();
    const states = statesOf(network);
    network.flap(200);
    expect(states).to.have.length(400);
    for (let round = 0; round < 100; round++) expect(await network.verify()).to.equal('up');
  });

  it('roams as often as it is told: the address is another one each time, and the state stays', () => {
    for (const state of ['up', 'degraded', 'down', 'unknown'] as const) {
      const network = new FakeNetwork(state);
      const states = statesOf(network);
      const lost: unknown[] = [];
      network.on('path', (event) => lost.push(...event.lost.map(({ cause, source }) => [cause, source])));
      network.roam().roam();
      expect([network.state, states]).to.deep.equal([state, []]);
      if (state === 'unknown' || state === 'down') continue;
      const twice = (source: string): unknown[] => [
        ['address', source],
        ['address', source],
      ];
      expect(lost).to.deep.equal([...twice('192.0.2.100'), ...twice('192.0.2.101')]);
      const addresses = network.snapshot().interfaces.flatMap((each) => each.addresses.map(({ address }) => address));
      expect(addresses).to.deep.equal(['192.0.2.100']);
    }
  });

  it('roams two hundred times in no time: nothing is used up', async () => {
    const network = new FakeNetwork();
    for (let count = 0; count < 200; count++) network.roam();
    expect(await network.verify()).to.equal('up');
  });

  it('has the events of a monitor', () => {
    const network = new FakeNetwork();
    const seen: string[] = [];
    for (const name of ['link', 'address', 'path', 'check'] as const) network.on(name, () => void seen.push(name));
    network.down('no-address');
    expect(seen).to.include.members(['address', 'path']);
    network.down('no-carrier');
    expect(seen).to.include('link');
    network.up();
    expect(seen).to.include('check');
  });

  describe('is read as a monitor is:', () => {
    it('check() says how many hosts answer', async () => {
      const network = new FakeNetwork();
      expect(await network.check()).to.include({ state: 'up', reachable: 2, total: 2 });
      expect(await network.degrade().check()).to.include({ state: 'degraded', reachable: 1 });
      expect(await network.down('unreachable').check()).to.include({ state: 'down', reachable: 0 });
      expect(await network.down().verify()).to.equal('down');
    });

    it('waitForNetwork() resolves when it is back', async () => {
      const network = new FakeNetwork('down');
      let back = false;
      const waiting = network.waitForNetwork().then(() => (back = true));
      await settled();
      expect(back).to.equal(false);
      network.degrade();
      await waiting;
    });

    it('waitForNetwork() expires by its own time', async () => {
      const network = new FakeNetwork('down');
      const expired = codeOf(network.waitForNetwork({ timeout: '10m' }));
      await network.advance('9m59s');
      network.up().down();
      expect(await codeOf(network.waitForNetwork({ signal: AbortSignal.abort('enough') }))).to.equal('enough');
      const second = codeOf(network.waitForNetwork({ timeout: '1s' }));
      await network.advance('1s');
      expect([await expired, await second]).to.deep.equal([undefined, 'ERR_NETWAKE_TIMEOUT']);
    });

    it('subscribe() gives the changes, and ends with it', async () => {
      const network = new FakeNetwork();
      const changes = network.subscribe();
      network.flap(1);
      await network.stop();
      const states: NetworkState[] = [];
      for await (const { state } of changes) states.push(state);
      expect(states.slice(0, 2)).to.deep.equal(['down', 'up']);
    });

    it('reportFailure() of a network that is well changes nothing', async () => {
      const network = new FakeNetwork();
      const states = statesOf(network);
      network.reportFailure(failure('ECONNRESET'));
      network.reportSuccess();
      await network.advance('1m');
      expect(states).to.deep.equal([]);
    });
  });

  describe('begins', () => {
    it('in an unknown state with start(), and is up', async () => {
      const network = new FakeNetwork('unknown');
      const states = statesOf(network);
      await network.start();
      expect(states).to.deep.equal(['up']);
    });

    it('with the first word about it as well', () => {
      for (const [act, state] of [
        [(network: FakeNetwork) => network.up(), 'up'],
        [(network: FakeNetwork) => network.down('no-route'), 'down'],
        [(network: FakeNetwork) => network.degrade(), 'degraded'],
      ] as const)
        expect(act(new FakeNetwork('unknown')).state).to.equal(state);
    });

    it('once: a second start is refused as ever', async () => {
      const network = new FakeNetwork();
      await network.start();
      expect(await codeOf(network.start())).to.equal('ERR_NETWAKE_STATE');
    });

    it('without a recording, whatever the environment says', () => {
      process.env['NETWAKE_RECORD'] = '/nowhere/recording.ndjson';
      try {
        expect(new FakeNetwork().state).to.equal('up');
      } finally {
        delete process.env['NETWAKE_RECORD'];
      }
    });
  });

  describe('once stopped', () => {
    it('is unknown, who waits is told, and nothing more is to be said of it', async () => {
      const network = new FakeNetwork('down');
      const waiting = codeOf(network.waitForNetwork());
      await network.stop();
      expect(await waiting).to.equal('ERR_NETWAKE_STOPPED');
      expect([network.state, network.snapshot().reason]).to.deep.equal(['unknown', 'stopped']);
      for (const act of [
        () => network.up(),
        () => network.down(),
        () => network.flap(1),
        () => network.roam(),
        () => network.target('db'),
      ])
        expect(act).to.throw().that.includes({ code: 'ERR_NETWAKE_STOPPED' });
      expect(await codeOf(network.check())).to.equal('ERR_NETWAKE_STOPPED');
      expect(await codeOf(network.start())).to.equal('ERR_NETWAKE_STATE');
    });

    it('may be so by disposal', async () => {
      const network = new FakeNetwork();
      {
        await using held = network;
        expect(held.isUp()).to.equal(true);
      }
      expect(network.state).to.equal('unknown');
    });
  });
});
