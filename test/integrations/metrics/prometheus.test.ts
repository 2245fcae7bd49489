import { expect } from 'chai';
import { Counter, type OpenMetricsContentType, Registry } from 'prom-client';
import { registerPrometheus } from '../../../lib/integrations/metrics/index.ts';
import { FakeNetwork } from '../../../lib/testing/index.ts';
import { thrownBy } from '../../support/codes.ts';

describe('registerPrometheus', () => {
  let network: FakeNetwork;
  let register: Registry;

  beforeEach(() => {
    network = new FakeNetwork('up');
    register = new Registry();
  });

  afterEach(() => network.stop());

  /** The samples of one metric, as they are exposed. */
  async function samples(name: string): Promise<Record<string, number>> {
    const lines = (await register.metrics())
      .split('\n')
      .filter((line) => line.replace(/[{ ].*/, '') === `netwake_${name}`);
    return Object.fromEntries(
      lines.map((line) => [/\{(.*)\}/.exec(line)?.[1] ?? '', Number(line.slice(line.lastIndexOf(' ')))]),
    );
  }

  it('tells the state as one of four', async () => {
    registerPrometheus(register, network, network);
    const only = (state: string): object =>
      Object.fromEntries(
        ['up', 'degraded', 'down', 'unknown'].map((each) => [`state="${each}"`, each === state ? 1 : 0]),
      );
    expect(await samples('state')).to.deep.equal(only('up'));
    network.down('no-route');
    expect(await samples('state')).to.deep.equal(only('down'));
    const { since } = network.snapshot();
    expect(await samples('state_since_timestamp_seconds')).to.deep.equal({ '': since.getTime() / 1e3 });
  });

  it('counts changes by what they led to', async () => {
    registerPrometheus(register, network, network);
    expect(await samples('state_changes_total')).to.deep.equal({});
    network.down('no-carrier').up().down('no-route').up();
    expect(await samples('state_changes_total')).to.include({
      'state="down",reason="no-carrier"': 1,
      'state="down",reason="no-route"': 1,
      'state="up",reason="some-hosts-reachable"': 2,
    });
    // Another scrape is no other change.
    expect(await samples('state_changes_total')).to.include({ 'state="up",reason="some-hosts-reachable"': 2 });
  });

  it('counts nothing that is told anew without a change', async () => {
    registerPrometheus(register, network, network);
    const { state, reason } = network.snapshot();
    const told = { state, previous: state, reason };
    for (const listener of network.listeners('state')) (listener as (change: object) => void)(told);
    expect(await samples('state_changes_total')).to.deep.equal({});
  });

  it('counts the seconds in each state', async () => {
    registerPrometheus(register, network, network);
    await network.advance('3s');
    network.down();
    await network.advance('500ms');
    const expected = { 'state="up"': 3, 'state="degraded"': 0, 'state="down"': 0.5, 'state="unknown"': 0 };
    expect(await samples('state_seconds_total')).to.deep.equal(expected);
    await network.advance('1s');
    expect(await samples('state_seconds_total')).to.deep.equal({ ...expected, 'state="down"': 1.5 });
  });

  it('tells of hosts and interfaces', async () => {
    registerPrometheus(register, network, network);
    network.degrade();
    const { hosts, interfaces, counters } = network.snapshot();
    expect(Object.values(await samples('host_reachable'))).to.have.members([0, 1]);
    expect(Object.keys(await samples('host_reachable'))).to.deep.equal(
      hosts.map(({ host, port }) => `host="${host}",port="${port}"`),
    );
    const [first] = hosts;
    expect(first?.rttMs).to.be.a('number');
    expect((await samples('host_rtt_seconds'))[`host="${first?.host}",port="${first?.port}"`]).to.equal(
      first!.rttMs! / 1e3,
    );
    const names = interfaces.map(({ name }) => `interface="${name}"`);
    expect(Object.keys(await samples('interface_carrier'))).to.deep.equal(names).and.not.be.empty;
    expect(await samples('checks_total')).to.deep.equal({ '': counters.checks });
    expect(counters.checks).to.be.greaterThan(0);
    network.down('no-carrier');
    expect(Object.values(await samples('interface_carrier'))).to.include(0);
    expect(Object.values(await samples('interface_up'))).to.not.include(0);
  });

  it('tells nothing more of an interface that is gone', async () => {
    let { interfaces } = network.snapshot();
    const monitor = {
      snapshot: () => ({ ...network.snapshot(), interfaces }),
      on: () => {},
      off: () => {},
    };
    registerPrometheus(register, monitor);
    expect(await samples('interface_up')).to.not.be.empty;
    interfaces = [];
    expect(await samples('interface_up')).to.deep.equal({});
  });

  it('has a counter for every count of the snapshot, and names as Prometheus has them', async () => {
    registerPrometheus(register, network, network);
    const names = (await register.getMetricsAsJSON()).map(({ name, type }) => [name, String(type)] as const);
    const counts = Object.keys(network.snapshot().counters).filter((name) => name !== 'receiveBufferBytes');
    for (const count of counts) {
      const name = count.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      expect(names).to.deep.include([`netwake_${name}_total`, 'counter']);
    }
    for (const [name, type] of names) {
      expect(name).to.match(/^netwake_[a-z_]+$/);
      expect(name.endsWith('_total'), name).to.equal(type === 'counter');
    }
  });

  it('leaves nothing behind when it is disposed', async () => {
    const registered = registerPrometheus(register, network, network);
    expect(network.listenerCount('state')).to.equal(1);
    registered[Symbol.dispose]();
    expect(network.listenerCount('state')).to.equal(0);
    expect(await register.metrics()).to.equal('\n');
    const anew = registerPrometheus(register, network, network);
    // Twice is as good as once, and takes nothing from who came after.
    registered[Symbol.dispose]();
    expect(await samples('state')).to.include({ 'state="up"': 1 });
    anew[Symbol.dispose]();
  });

  it('registers nothing where a name is taken, and says which', () => {
    const taken = new Counter({ name: 'netwake_checks_total', help: 'of somebody else', registers: [register] });
    const error = thrownBy(() => registerPrometheus(register, network, network));
    expect(error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'register', received: register });
    expect(error.message).to.include('netwake_checks_total');
    expect(error.cause).to.be.an('error');
    expect(register.getMetricsAsArray()).to.deep.equal([taken]);
    expect(network.listenerCount('state')).to.equal(0);
  });

  it('leaves what is registered as it is when it is asked for again', async () => {
    registerPrometheus(register, network, network);
    const names = register.getMetricsAsArray().map(({ name }) => name);
    expect(thrownBy(() => registerPrometheus(register, network, network)).message).to.include('netwake_state ');
    expect(register.getMetricsAsArray().map(({ name }) => name)).to.deep.equal(names);
    expect(network.listenerCount('state')).to.equal(1);
    expect(await samples('state')).to.include({ 'state="up"': 1 });
  });

  it('is no other after what a registry does to its metrics', async () => {
    registerPrometheus(register, network, network);
    register.setDefaultLabels({ site: 'berlin' });
    register.resetMetrics();
    expect(await samples('state')).to.include({ 'state="up",site="berlin"': 1 });
    network.degrade();
    expect(await samples('checks_total')).to.deep.equal({ 'site="berlin"': network.snapshot().counters.checks });
    const merged = Registry.merge([register]);
    expect(await merged.metrics()).to.include('netwake_state{state="degraded"} 1');
  });

  it('tells a registry of the OpenMetrics format in that', async () => {
    const openMetrics = new Registry<OpenMetricsContentType>();
    openMetrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    using _registered = registerPrometheus(openMetrics, network, network);
    // Twice: the registry takes the end off a counter's name, and puts it on again.
    await openMetrics.metrics();
    const lines = (await openMetrics.metrics()).split('\n');
    expect(lines).to.include.members(['# TYPE netwake_checks counter', 'netwake_state{state="up"} 1']);
    expect(lines.filter((line) => line.startsWith('netwake_checks'))).to.deep.equal([
      `netwake_checks_total ${network.snapshot().counters.checks}`,
    ]);
  });
});
