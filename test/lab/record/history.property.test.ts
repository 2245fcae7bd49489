import { expect } from 'chai';
import fc from 'fast-check';
import { NetworkMonitor, type StateChange } from '../../../lib/index.ts';
import { loadAddon } from '../../../lib/native/loader.ts';
import { NativeProber } from '../../../lib/probe/native.ts';
import { readRecording } from '../../../lib/replay/recording-file.ts';
import { replay } from '../../../lib/replay/replay.ts';
import type { InterfaceLists } from '../../../lib/sources/contract.ts';
import { NetlinkSource } from '../../../lib/sources/netlink.ts';
import { Scratch } from '../../support/scratch.ts';
import { StateLog } from '../support/expect-state.ts';
import { erase, histories, play, playUnread, type Step } from '../support/history.ts';
import { sorted } from '../support/kernel-view.ts';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about recorded datagrams';

const HOSTS = ['8.8.8.8:53', '1.1.1.1:53', '10.0.1.9:53', '[2001:db8:1::9]:53', '[2001:db8:ffff::1]:53'];
const RUN_BOUND_MS = 120_000;

/** What a change says, with the whole view at that moment. */
function told({ state, previous, reason, cause, snapshot }: StateChange): object {
  return { state, previous, reason, cause, interfaces: sorted(snapshot.interfaces) };
}

/** The same without what an anonymized recording has otherwise. */
function outline({ state, previous, reason, cause, snapshot }: StateChange): object {
  const interfaces = sorted(snapshot.interfaces).map(({ index, kind, up, carrier, addresses }) => ({
    ...{ index, kind, up, carrier },
    addresses: addresses
      .map(({ family, prefixLength, scope, tentative }) => `${family}/${prefixLength} ${scope} ${tentative}`)
      .sort(),
  }));
  return { state, previous, reason, type: cause.type, interfaces };
}

async function replayed(file: string): Promise<StateChange[]> {
  const changes: StateChange[] = [];
  const difference = await replay(await readRecording(file), (change) => changes.push(change));
  expect(difference?.message).to.equal(undefined);
  return changes;
}

concerns(['netlink'], WHY).describe('a recording of any history of links, addresses and routes', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.create();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  const monitorWith = (receiveBufferBytes: number, lists: InterfaceLists): NetworkMonitor => {
    const loaded = loadAddon();
    if ('reason' in loaded) throw new Error(loaded.reason);
    const { addon } = loaded;
    return new NetworkMonitor(
      { checkHosts: HOSTS, checkTimeout: '200ms', checkInterval: '1h', auditInterval: '40ms', ...lists },
      {
        backend: () => ({
          source: new NetlinkSource(addon, receiveBufferBytes, lists),
          prober: new NativeProber(addon),
          snapshot: { events: 'netlink', probes: 'native', fallbackReason: null },
        }),
      },
    );
  };

  async function holds(
    receiveBufferBytes: number,
    run: (lab: Lab, history: Step[][]) => Promise<void>,
    numRuns: number,
    lists: InterfaceLists = { preferredInterfaces: [], ignoreInterfaces: [] },
  ): Promise<void> {
    const places = { hostPid: lab.host.pid, internetPid: lab.internet.pid };
    const property = fc.asyncProperty(histories(places), fc.nat(4), async (history, joinAfter) => {
      using scratch = new Scratch();
      const [whole, anonymous, late] = ['whole', 'anonymous', 'late'].map((name) => scratch.path(name)) as [
        string,
        string,
        string,
      ];
      await using monitor = monitorWith(receiveBufferBytes, lists);
      using log = new StateLog(monitor);
      await Promise.all([monitor.record(whole), monitor.record(anonymous, { anonymize: true })]);
      await monitor.start();
      await run(lab, history.slice(0, joinAfter));
      const recording = await monitor.record(late);
      const joined = log.changes.length;
      await run(lab, history.slice(joinAfter));
      monitor.refresh();
      await monitor.stop();
      await recording.stop();
      expect((await replayed(whole)).map(told)).to.deep.equal(log.changes.map(told));
      expect((await replayed(anonymous)).map(outline)).to.deep.equal(log.changes.map(outline));
      expect((await replayed(late)).map(told)).to.deep.equal(log.changes.slice(joined).map(told));
    });
    await fc.assert(
      property.afterEach(() => erase(lab)),
      { numRuns, endOnFailure: true },
    );
  }

  it('replays to the same states, each with the same view of everything', () => holds(0, play, 12)).timeout(
    RUN_BOUND_MS,
  );

  // A dump that is asked for to catch up with a new interface is one that the replay has to know of: what is lost after it is
  // made good for by another, with other numbers.
  const SOME: InterfaceLists = { preferredInterfaces: [], ignoreInterfaces: ['?1', 'kind:bridge'] };
  it('does so too when some interfaces don’t count, and the kernel tells little of them', async () => {
    await holds(0, play, 8, SOME);
    await holds(1, playUnread, 20, SOME);
  }).timeout(RUN_BOUND_MS);

  it('does so too when most of what the kernel says is lost', () => holds(1, playUnread, 15)).timeout(RUN_BOUND_MS);
});
