import type { NetworkInterfaceInfo } from 'node:os';
import { expect } from 'chai';
import type { PathRecord, SideQueries, SourceBatch } from '../../lib/sources/contract.ts';
import { POLL_INTERVAL_MS, PollingSource } from '../../lib/sources/polling.ts';
import type { RouteAsker } from '../../lib/sources/route-question.ts';
import { FIRST_SIDE_ID as SIDE } from '../../lib/sources/side-watch.ts';
import { settled } from '../support/fake-monitor.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { query } from '../support/records.ts';

const common = { internal: false, mac: '02:00:00:00:00:01' };
const INTERFACES: Record<string, NetworkInterfaceInfo[]> = {
  eth0: [
    { ...common, family: 'IPv4', address: '10.0.0.2', cidr: '10.0.0.2/24', netmask: '255.255.255.0' },
    {
      ...common,
      family: 'IPv6',
      address: '2001:db8::2',
      cidr: '2001:db8::2/64',
      netmask: 'ffff:ffff:ffff:ffff::',
      scopeid: 0,
    },
  ],
};

describe('the polling source, asked to watch the way to a destination', () => {
  let clock: ManualClock;
  let batches: SourceBatch[];
  let asked: Array<[string, string | null | undefined]>;
  let answers: Partial<PathRecord>;
  let source: PollingSource;

  const ask: RouteAsker = (question, from) => {
    asked.push([question.address, from]);
    const usual = { id: question.id, error: null, local: false, gateway: null, source: '10.0.0.2' };
    return Promise.resolve({ ...usual, ...answers });
  };
  /** Starts, and takes what it says first. */
  const first = (): SourceBatch => {
    source.start(
      (batch) => batches.push(batch),
      () => {},
    );
    clock.advance(0);
    return batches.splice(0)[0]!;
  };

  beforeEach(() => {
    clock = new ManualClock();
    [batches, asked, answers] = [[], [], {}];
    source = new PollingSource(clock, () => INTERFACES, ask);
  });

  const watch = async (interfaceIndex = 0): Promise<void> => {
    source.watchPaths([query(1, '192.0.2.1', interfaceIndex)]);
    await settled();
  };

  /** Told to the side: ids. */
  const watchAside = (): { told: number[]; queries: SideQueries } => {
    const told: number[] = [];
    const onPaths = (paths: readonly PathRecord[]): void => void told.push(...paths.map(({ id }) => id));
    return { told, queries: source.watchAside({ onPaths, afterBatch: () => {} }) };
  };

  it('tells nobody the answer to a question about a target that was taken back meanwhile', async () => {
    first();
    await watch();
    batches.length = 0;
    const { told, queries } = watchAside();
    queries.change([query(SIDE, '10.0.0.9')], []);
    queries.close();
    await settled();
    expect([batches, told]).to.deep.equal([[], []]);
  });

  it('asks for the way to a target when that comes, and not for those of others', async () => {
    first();
    await watch();
    const { told, queries } = watchAside();
    [batches.length, asked.length] = [0, 0];
    for (const [id, address] of [
      [SIDE, '10.0.0.9'],
      [SIDE + 1, '10.0.0.10'],
    ] as const)
      queries.change([query(id, address)], []);
    queries.change([], [query(SIDE, '10.0.0.9')]);
    await settled();
    expect(asked.map(([address]) => address)).to.deep.equal(['10.0.0.9', '10.0.0.10']);
    expect([batches, told]).to.deep.equal([[], [SIDE + 1]]);
    clock.advance(POLL_INTERVAL_MS);
    await settled();
    expect(asked.slice(2).map(([address]) => address)).to.deep.equal(['192.0.2.1', '10.0.0.10']);
  });

  it('asks for no way to a target when others take the place of the check hosts', async () => {
    first();
    const { told, queries } = watchAside();
    queries.change([query(SIDE, '10.0.0.9')], []);
    await settled();
    asked.length = 0;
    await watch();
    expect(asked.map(([address]) => address)).to.deep.equal(['192.0.2.1']);
    expect(told).to.deep.equal([SIDE]);
  });

  it('asks the system and names the interface by the source address', async () => {
    const index = first().links?.[0]?.index;
    await watch();
    expect(asked.at(-1)).to.deep.equal(['192.0.2.1', null]);
    expect(batches).to.deep.equal([
      { paths: [{ id: 1, error: null, local: false, gateway: null, source: '10.0.0.2', interfaceIndex: index }] },
    ]);
  });

  it('asks again at every look and tells only another answer', async () => {
    first();
    await watch();
    batches.length = 0;
    clock.advance(POLL_INTERVAL_MS);
    await settled();
    expect([asked.length, batches.length]).to.deep.equal([2, 0]);
    answers = { error: 'ENETUNREACH', source: null };
    clock.advance(POLL_INTERVAL_MS);
    await settled();
    expect(batches).to.have.length(1);
    expect(batches[0]?.paths?.[0]).to.include({ error: 'ENETUNREACH', interfaceIndex: 0 });
  });

  it('answers every query again when they are replaced, those that stay included', async () => {
    first();
    await watch();
    batches.length = 0;
    source.watchPaths([query(1, '192.0.2.1'), query(2, '192.0.2.2')]);
    await settled();
    expect(batches.flatMap(({ paths }) => paths?.map(({ id }) => id))).to.deep.equal([1, 2]);
  });

  it('answers what was asked before it started', async () => {
    source.watchPaths([query(1, '192.0.2.1')]);
    expect(asked).to.deep.equal([]);
    first();
    await settled();
    expect(batches.flatMap(({ paths }) => paths?.map(({ id }) => id))).to.deep.equal([1]);
  });

  it('leaves from an address of the interface that the way must go through', async () => {
    const index = first().links?.[0]?.index;
    await watch(index);
    expect(asked.at(-1)).to.deep.equal(['192.0.2.1', '10.0.0.2']);
    await watch(99);
    expect(asked.at(-1)).to.deep.equal(['192.0.2.1', undefined]);
  });

  it('leaves from an address of the family that the destination has', async () => {
    const index = first().links?.[0]?.index ?? 0;
    source.watchPaths([query(1, '2001:db8:53::1', index)]);
    await settled();
    expect(asked.at(-1)).to.deep.equal(['2001:db8:53::1', '2001:db8::2']);
  });

  it('drops an answer that a newer question has overtaken', async () => {
    first();
    let release!: () => void;
    const slow: RouteAsker = (question) =>
      new Promise((resolve) => {
        release = () => resolve({ id: question.id, error: 'EIO', local: false, gateway: null, source: null });
      });
    const asks: RouteAsker[] = [slow, ask];
    source = new PollingSource(
      clock,
      () => INTERFACES,
      (question, from) => asks.shift()!(question, from),
    );
    first();
    source.watchPaths([query(1, '192.0.2.1')]);
    source.watchPaths([query(1, '192.0.2.1')]);
    release();
    await settled();
    expect(batches.map(({ paths }) => paths?.[0]?.error)).to.deep.equal([null]);
  });

  it('tells nothing once it is closed', async () => {
    first();
    source.watchPaths([query(1, '192.0.2.1')]);
    source.close();
    await settled();
    expect(batches).to.deep.equal([]);
  });
});
