import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import { loadAddon } from '../../../lib/native/loader.ts';
import type { PathQuery, SideQueries, SourceBatch, SourceTap } from '../../../lib/sources/contract.ts';
import { NetlinkSource } from '../../../lib/sources/netlink.ts';
import { FIRST_SIDE_ID } from '../../../lib/sources/side-watch.ts';
import { query } from '../../support/records.ts';
import { concerns } from '../support/backend.ts';
import { Lab } from '../support/lab.ts';

const TARGETS: readonly PathQuery[] = Array.from({ length: 300 }, (_, at) =>
  query(FIRST_SIDE_ID + at, `198.18.${at >> 8}.${at & 255}`),
);

concerns(['netlink'], 'it is about the netlink source alone').describe(
  'hundreds of ways that are watched aside',
  () => {
    let lab: Lab;
    let source: NetlinkSource;
    let side: SideQueries;
    const events = new EventEmitter();
    /** What the sink of the source was told, how often its tap was, and the answers, by the positions of their targets. */
    let batches: SourceBatch[];
    let tapped: number;
    let answered: number[];

    beforeEach(async () => {
      lab = await Lab.connected();
      const loaded = loadAddon();
      if ('reason' in loaded) throw new Error(loaded.reason);
      source = new NetlinkSource(loaded.addon);
      [batches, tapped, answered] = [[], 0, []];
      source.start(
        (batch) => {
          batches.push(batch);
          if (batch.ready === true) events.emit('ready');
        },
        (error) => expect.fail(error.message),
      );
      await once(events, 'ready');
      source.watchPaths([query(1, '8.8.8.8')]);
      side = source.watchAside({
        onPaths: (paths) => void answered.push(...paths.map(({ id }) => id - FIRST_SIDE_ID)),
        afterBatch: () => void events.emit('batch'),
      });
      batches.length = 0;
    });

    afterEach(async () => {
      source.close();
      await lab[Symbol.asyncDispose]();
    });

    const positions = TARGETS.map((_, at) => at);
    const tap: SourceTap = {
      onBatch: (_tape, _batch, deliver) => {
        tapped++;
        deliver();
      },
      onWatch: (_, watch) => watch(),
      onAudit: () => {},
      onFailure: () => {},
    };

    it('are each answered once, at once, and neither the sink nor a tap is told', () => {
      source.tap(tap);
      for (const target of TARGETS) side.change([target], []);
      expect(answered).to.deep.equal(positions);
      for (const target of TARGETS) side.change([], [target]);
      expect([batches, tapped, answered.length]).to.deep.equal([[], 0, TARGETS.length]);
    });

    it('move with the routes, whatever the check hosts are by then', async () => {
      side.change(TARGETS, []);
      source.watchPaths([query(2, '1.1.1.1')]);
      expect(batches.map(({ paths }) => paths?.map(({ id }) => id))).to.deep.equal([[2]]);
      answered.length = 0;
      await lab.host.run('ip route del default');
      while (answered.length < TARGETS.length) await once(events, 'batch');
      expect(answered.toSorted((left, right) => left - right)).to.deep.equal(positions);
      answered.length = 0;
      side.change([], TARGETS.slice(1));
      await lab.host.run('ip route add default via 10.0.0.1');
      while (answered.length === 0) await once(events, 'batch');
      expect(answered).to.deep.equal([0]);
    });
  },
);
