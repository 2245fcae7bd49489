import type { NetworkInterfaceInfo } from 'node:os';
import { expect } from 'chai';
import type { LinkRecord, SourceBatch } from '../../lib/sources/contract.ts';
import { POLL_INTERVAL_MS, PollingSource } from '../../lib/sources/polling.ts';
import type { RouteAsker } from '../../lib/sources/route-question.ts';
import { ManualClock } from '../support/manual-clock.ts';

type Interfaces = Record<string, NetworkInterfaceInfo[]>;

const MAC = '02:00:00:00:00:01';

function ipv4(address: string, differences: object = {}): NetworkInterfaceInfo {
  const cidr = `${address}/24`;
  return {
    address,
    cidr,
    family: 'IPv4',
    internal: false,
    mac: MAC,
    netmask: '255.255.255.0',
    ...differences,
  } as NetworkInterfaceInfo;
}

function ipv6(address: string, scopeid: number): NetworkInterfaceInfo {
  return {
    address,
    cidr: `${address}/64`,
    family: 'IPv6',
    internal: false,
    mac: MAC,
    netmask: 'ffff:ffff:ffff:ffff::',
    scopeid,
  };
}

const LO = ipv4('127.0.0.1', { internal: true, mac: '00:00:00:00:00:00', cidr: '127.0.0.1/8' });

describe('the polling source', () => {
  let clock: ManualClock;
  let interfaces: Interfaces;
  let batches: SourceBatch[];
  let failures: Error[];
  let source: PollingSource;

  const ask: RouteAsker = ({ id }) => Promise.resolve({ id, error: null, local: false, gateway: null, source: null });
  const start = (): void =>
    source.start(
      (batch) => batches.push(batch),
      (error) => failures.push(error),
    );
  /** Starts, and takes what it says first. */
  const first = (): SourceBatch => {
    start();
    clock.advance(0);
    return batches.splice(0)[0]!;
  };

  beforeEach(() => {
    clock = new ManualClock();
    interfaces = { lo: [LO], eth0: [ipv4('10.0.0.2')] };
    [batches, failures] = [[], []];
    source = new PollingSource(clock, () => interfaces, ask);
  });

  it('says nothing before start has returned', () => {
    start();
    expect(batches).to.deep.equal([]);
    clock.advance(0);
    expect(batches).to.have.length(1);
  });

  it('shows first everything that there is', () => {
    const batch = first();
    expect(batch.ready).to.equal(true);
    expect(
      (batch.links as LinkRecord[]).map(({ name, loopback, up, carrier, operState, mac }) => [
        name,
        loopback,
        up,
        carrier,
        operState,
        mac,
      ]),
    ).to.deep.equal([
      ['lo', true, true, true, 'unknown', ''],
      ['eth0', false, true, true, 'unknown', MAC],
    ]);
    expect(
      batch.addresses?.map(({ address, prefixLength, family, scope }) => [address, prefixLength, family, scope]),
    ).to.deep.equal([
      ['127.0.0.1', 8, 4, 'host'],
      ['10.0.0.2', 24, 4, 'global'],
    ]);
    const [lo, eth0] = batch.links!;
    expect(batch.addresses?.map(({ index }) => index)).to.deep.equal([lo!.index, eth0!.index]);
    expect(lo!.index).to.not.equal(eth0!.index);
  });

  it('is complete at once where there are no interfaces at all', () => {
    interfaces = {};
    expect(first()).to.deep.equal({ ready: true });
  });

  it('knows the real index of an interface with a scoped address', () => {
    interfaces = { eth0: [ipv4('10.0.0.2'), ipv6('fe80::2', 7)] };
    const batch = first();
    expect(batch.links?.[0]?.index).to.equal(7);
    expect(batch.addresses?.map(({ scope }) => scope)).to.deep.equal(['global', 'link']);
  });

  it('looks every second, and is silent while nothing changes', () => {
    first();
    clock.advance(10 * POLL_INTERVAL_MS);
    expect(batches).to.deep.equal([]);
    const none = { messages: 0, resyncs: 0, overflows: 0, dropped: 0, audits: 0, drifts: 0, receiveBufferBytes: 0 };
    expect(source.counters()).to.deep.equal({ ...none, wakeups: 11 });
  });

  it('tells of an interface that appears, changes and goes, and of nothing else', () => {
    first();
    interfaces = { ...interfaces, eth1: [ipv4('10.0.1.2')] };
    clock.advance(POLL_INTERVAL_MS);
    const index = batches[0]?.links?.[0]?.index;
    expect(batches.splice(0).map(({ links, addresses }) => [links?.length, addresses?.length])).to.deep.equal([[1, 1]]);
    interfaces = { ...interfaces, eth1: [ipv4('10.0.1.3')] };
    clock.advance(POLL_INTERVAL_MS);
    const [changed] = batches.splice(0);
    expect(changed?.addresses?.map(({ address }) => address)).to.deep.equal(['10.0.1.3']);
    expect(changed?.removedAddresses?.map(({ address }) => address)).to.deep.equal(['10.0.1.2']);
    expect(changed?.links).to.equal(undefined);
    delete interfaces['eth1'];
    clock.advance(POLL_INTERVAL_MS);
    expect(batches[0]?.removedLinks).to.deep.equal([index]);
  });

  it('knows an interface that comes back by the index that it had', () => {
    const index = first().links?.[1]?.index;
    interfaces = { lo: [LO] };
    clock.advance(POLL_INTERVAL_MS);
    interfaces = { lo: [LO], eth0: [ipv4('10.0.0.2')] };
    clock.advance(POLL_INTERVAL_MS);
    expect(batches[1]?.links?.[0]?.index).to.equal(index);
  });

  it('looks at once when it is drained', () => {
    first();
    interfaces = { lo: [LO] };
    source.drain();
    expect(batches).to.have.length(1);
    clock.advance(POLL_INTERVAL_MS);
    expect(batches).to.have.length(1);
  });

  it('still says when it is ready although it was drained before', () => {
    start();
    source.drain();
    clock.advance(0);
    expect(batches.map(({ ready }) => ready ?? false)).to.deep.equal([false, true]);
  });

  it("keeps the process alive, unless and until it is unref'd", () => {
    const free = (): boolean[] => clock.pending.map(({ unref }) => unref);
    start();
    expect(free()).to.deep.equal([false]);
    source.unref();
    expect(free()).to.deep.equal([true]);
    clock.advance(0);
    expect(free()).to.deep.equal([true]);
    source.ref();
    expect(free()).to.deep.equal([false]);
    expect(batches).to.have.length(1);
  });

  it('is not put off by being told the same again', () => {
    first();
    for (let count = 0; count < 4; count++) {
      clock.advance(POLL_INTERVAL_MS / 4);
      source.ref();
    }
    expect(source.counters().wakeups).to.equal(2);
  });

  it('is not put off by being told another thing twice a second', () => {
    first();
    for (let second = 0; second < 10; second++) {
      clock.advance(POLL_INTERVAL_MS / 2);
      source.unref();
      clock.advance(POLL_INTERVAL_MS / 2);
      source.ref();
    }
    expect(source.counters().wakeups).to.equal(11);
  });

  it('tells of interfaces that count, and of loopback, alone', () => {
    const counts = ({ name }: LinkRecord): boolean => name.startsWith('eth');
    source = new PollingSource(clock, () => interfaces, ask, counts);
    interfaces = { lo: [LO], docker0: [ipv4('172.17.0.1'), ipv6('fe80::2', 7)] };
    const { links, addresses } = first();
    expect((links as LinkRecord[]).map(({ name }) => name)).to.deep.equal(['lo']);
    expect(addresses?.map(({ address }) => address)).to.deep.equal(['127.0.0.1']);
    // Renamed, it is the same interface with the same addresses.
    interfaces = { lo: [LO], eth9: interfaces['docker0']! };
    clock.advance(POLL_INTERVAL_MS);
    expect((batches[0]!.links as LinkRecord[]).map(({ name, index }) => [name, index])).to.deep.equal([['eth9', 7]]);
    expect(batches[0]!.addresses?.map(({ address }) => address)).to.deep.equal(['172.17.0.1', 'fe80::2']);
    interfaces = { lo: [LO] };
    clock.advance(POLL_INTERVAL_MS);
    expect(batches[1]?.removedLinks).to.deep.equal([7]);
  });

  it('has failed when the system refuses to be read, and then is still', () => {
    first();
    const error = Object.assign(new Error('uv_interface_addresses'), { code: 'ERR_SYSTEM_ERROR' });
    source = new PollingSource(
      clock,
      () => {
        throw error;
      },
      ask,
    );
    start();
    clock.advance(0);
    expect(failures).to.deep.equal([error]);
    clock.advance(10 * POLL_INTERVAL_MS);
    expect(failures).to.have.length(1);
  });

  it('is still once closed, and may be closed twice, and before start', () => {
    new PollingSource(clock, () => interfaces, ask).close();
    start();
    source.close();
    source.close();
    source.unref();
    source.drain();
    clock.advance(10 * POLL_INTERVAL_MS);
    expect([batches.length, clock.pending.length]).to.deep.equal([0, 0]);
  });
});
