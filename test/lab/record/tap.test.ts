import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import { loadAddon } from '../../../lib/native/loader.ts';
import type { SourceBatch, SourceTap, TapeEntry } from '../../../lib/sources/contract.ts';
import { NetlinkSource } from '../../../lib/sources/netlink.ts';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about the netlink source alone';

concerns(['netlink'], WHY).describe('the tap of the netlink source', () => {
  let lab: Lab;
  let source: NetlinkSource;

  beforeEach(async () => {
    lab = await Lab.connected();
    const loaded = loadAddon();
    if ('reason' in loaded) throw new Error(loaded.reason);
    source = new NetlinkSource(loaded.addon);
  });

  afterEach(async () => {
    source.close();
    await lab[Symbol.asyncDispose]();
  });

  it('hears of what changes nothing, of which the sink is told nothing', async () => {
    const events = new EventEmitter();
    const batches: SourceBatch[] = [];
    source.start(
      (batch) => {
        batches.push(batch);
        events.emit('batch');
      },
      (error) => expect.fail(error.message),
    );
    await once(events, 'batch');
    const tapes: Array<readonly TapeEntry[] | null> = [];
    const tap: SourceTap = {
      onBatch: (tape, _, deliver) => {
        tapes.push(tape);
        deliver();
        events.emit('tape');
      },
      onWatch: (_, watch) => watch(),
      onAudit: () => {},
      onFailure: () => {},
    };
    source.tap(tap);
    const heard = once(events, 'tape');
    await lab.host.run('ip link set eth0 alias nothing-that-matters');
    await heard;
    expect(tapes[0]).to.have.length.greaterThan(0);
    expect(batches).to.have.length(1);

    source.tap(null);
    const next = once(events, 'batch');
    await lab.host.run('ip link set eth0 mtu 1400');
    await next;
    expect(tapes).to.have.length(1);
  });
});
