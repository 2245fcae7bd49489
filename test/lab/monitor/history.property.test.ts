import { expect } from 'chai';
import fc from 'fast-check';
import { systemClock } from '../../../lib/clock.ts';
import { type InterfaceSnapshot, NetworkMonitor } from '../../../lib/index.ts';
import type { PathEvent } from '../../../lib/monitor/events.ts';
import { loadAddon } from '../../../lib/native/loader.ts';
import { NativeProber } from '../../../lib/probe/native.ts';
import { NetlinkSource } from '../../../lib/sources/netlink.ts';
import { selectInterfaces } from '../../../lib/table/selection.ts';
import { erase, histories, play, playUnread, type Step } from '../support/history.ts';
import { kernelInterfaces, sorted } from '../support/kernel-view.ts';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it compares what netlink tells, with kinds, MTUs and lifetimes, with what ip tells';

const HOSTS = ['8.8.8.8:53', '1.1.1.1:53', '10.0.1.9:53', '[2001:db8:1::9]:53', '[2001:db8:ffff::1]:53'];
const OPTIONS = { checkHosts: HOSTS, checkTimeout: '200ms', checkInterval: '1h' };
// What the kernel has yet to do when the last command is through: detection of duplicates, operational states.
const SETTLED_WITHIN_MS = 8_000;
const RUN_BOUND_MS = 120_000;

/** A monitor, and the ways to its hosts as it last told them. */
class Observed implements AsyncDisposable {
  readonly monitor: NetworkMonitor;
  readonly #paths = new Map<string, PathEvent>();

  constructor(receiveBufferBytes: number, ignoreInterfaces: readonly string[]) {
    const loaded = loadAddon();
    if ('reason' in loaded) throw new Error(loaded.reason);
    const { addon } = loaded;
    const lists = { preferredInterfaces: [], ignoreInterfaces };
    this.monitor = new NetworkMonitor(
      { ...OPTIONS, ignoreInterfaces },
      {
        clock: systemClock,
        backend: () => ({
          source: new NetlinkSource(addon, receiveBufferBytes, lists),
          prober: new NativeProber(addon),
          snapshot: { events: 'netlink', probes: 'native', fallbackReason: null },
        }),
      },
    );
    this.monitor.on('path', (event) => this.#paths.set(event.host, event));
  }

  /** Everything that it believes at this moment, but for how the probes went: those say nothing of the table. */
  view(): { interfaces: InterfaceSnapshot[]; paths: unknown[] } {
    this.monitor.refresh();
    const { interfaces, hosts } = this.monitor.snapshot();
    const paths = hosts.map(({ host, interface: name, gateway }) => {
      const { usable, source } = this.#paths.get(host)!;
      return { host, interface: name, gateway, usable, source };
    });
    return { interfaces: sorted(interfaces), paths };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.monitor.stop();
  }
}

concerns(['netlink'], WHY).describe('after any history of links, addresses and routes', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.create();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  /** Compares three views until they agree, as long as the kernel may have something left to do. */
  async function expectTruth(observed: Observed, ignored: readonly string[]): Promise<void> {
    const selection = selectInterfaces([], ignored);
    const endMs = performance.now() + SETTLED_WITHIN_MS;
    for (;;) {
      await using fresh = new Observed(0, ignored);
      await fresh.monitor.start();
      const all = await kernelInterfaces(lab.host);
      const kernel = sorted(all.filter(({ name, kind }) => selection.counts(name, kind)));
      const [seen, told] = [observed.view(), fresh.view()];
      const agree = JSON.stringify([kernel, told]) === JSON.stringify([seen.interfaces, seen]);
      if (!agree && performance.now() < endMs) continue;
      expect(seen.interfaces, 'what ip says').to.deep.equal(kernel);
      expect(seen, 'what a fresh monitor says').to.deep.equal(told);
      return;
    }
  }

  async function holds(
    receiveBufferBytes: number,
    run: (lab: Lab, history: Step[][]) => Promise<void>,
    numRuns: number,
    ignored: readonly string[] = [],
  ): Promise<number> {
    let overflows = 0;
    const places = { hostPid: lab.host.pid, internetPid: lab.internet.pid };
    const property = fc.asyncProperty(histories(places), async (history) => {
      await using observed = new Observed(receiveBufferBytes, ignored);
      await observed.monitor.start();
      await run(lab, history);
      await expectTruth(observed, ignored);
      await erase(lab);
      await expectTruth(observed, ignored);
      overflows += observed.monitor.snapshot().counters.overflows;
    });
    // A failure tells its seed and its history; shrinking it takes longer than a test may.
    await fc.assert(
      property.afterEach(() => erase(lab)),
      { numRuns, endOnFailure: true },
    );
    return overflows;
  }

  it('the table is what the kernel says, and what a fresh monitor says', () => holds(0, play, 12)).timeout(
    RUN_BOUND_MS,
  );

  // The histories rename interfaces to and from `w…`.
  it('it is so too when interfaces come and go among those that count', () =>
    holds(0, play, 12, ['w*', 'kind:bridge'])).timeout(RUN_BOUND_MS);

  it('it is so too when the receive buffer is so small that most of what the kernel says is lost', async () => {
    expect(await holds(1, playUnread, 20)).to.be.greaterThan(20);
  }).timeout(RUN_BOUND_MS);
});
