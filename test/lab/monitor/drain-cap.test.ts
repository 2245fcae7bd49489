import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { loadAddon } from '../../../lib/native/loader.ts';
import { NetlinkSource } from '../../../lib/sources/netlink.ts';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about the netlink source alone';

/** From well below to well above what one turn reads, each less than a message apart. As asked for: the kernel doubles it. */
const BUFFER_BYTES = Array.from({ length: 160 }, (_, position) => 25_000 + position * 350);

/** More messages than fit into the largest of them. */
const CHANGES = Array.from({ length: 400 }, (_, change) => `link set eth0 mtu ${1_300 + (change % 100)}`);

/**
 * Turns of the event loop in which all is over: the kernel answers a dump at once. Not more than it takes, for any message
 * that comes later wakes a source that has fallen asleep.
 */
const TURNS = 20;

async function start(source: NetlinkSource): Promise<void> {
  const events = new EventTarget();
  const ready = once(events, 'ready');
  source.start(
    (batch) => {
      if (batch.ready === true) events.dispatchEvent(new Event('ready'));
    },
    (error) => events.dispatchEvent(Object.assign(new Event('error'), { error })),
  );
  await ready;
}

concerns(['netlink'], WHY).describe('when more was lost than one turn reads', () => {
  it('the loss is made good for, however little is left when the turn ends', async () => {
    await using _lab = await Lab.connected();
    const loaded = loadAddon();
    if ('reason' in loaded) throw new Error(loaded.reason);
    const sources = BUFFER_BYTES.map((bytes) => new NetlinkSource(loaded.addon, bytes));
    try {
      await Promise.all(sources.map(start));
      // This thread reads nothing until all of it has happened.
      execFileSync('ip', ['-batch', '-'], { input: CHANGES.join('\n') });
      for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
      expect(sources.map((source) => source.counters().resyncs)).to.deep.equal(sources.map(() => 1));
    } finally {
      for (const source of sources) source.close();
    }
  });
});
