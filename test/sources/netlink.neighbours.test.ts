import { expect } from 'chai';
import type { NativeAddon } from '../../lib/native/binding.ts';
import type { SourceBatch, WatchedNeighbour } from '../../lib/sources/contract.ts';
import { NetlinkSource } from '../../lib/sources/netlink.ts';

const GATEWAY: WatchedNeighbour = { family: 4, address: '10.0.0.1', interfaceIndex: 2, failed: false };

const COUNTERS = { messages: 10, wakeups: 5, resyncs: 0, overflows: 0, dropped: 0, audits: 0, drifts: 0 };

/** An addon that writes down what is done with it, in order. */
class FakeAddon {
  readonly done: string[] = [];
  refusals = 0;
  tell: (neighbours: WatchedNeighbour[]) => void = () => {};

  source(refuse = false): NetlinkSource {
    const { done } = this;
    const note = (what: string) => (): void => void done.push(what);
    const nothing = (): void => {};
    const counters = (): object => ({ ...COUNTERS, receiveBufferBytes: 0 });
    const setTell = (tell: FakeAddon['tell']): void => void (this.tell = tell);
    const countRefusal = (): void => void this.refusals++;
    const addon = {
      NetlinkSource: class {
        start = nothing;
        record = nothing;
        counters = counters;
        drain = note('drain');
        close = note('close the source');
      },
      NeighbourWatch: class {
        counters = (): object => ({ messages: 2, wakeups: 1 });
        close = note('close the watch');
        constructor(tell: FakeAddon['tell']) {
          if (refuse) {
            countRefusal();
            throw Object.assign(new Error('setsockopt: EPERM'), { syscall: 'setsockopt', errno: 'EPERM' });
          }
          setTell(tell);
        }
        watch = (neighbours: WatchedNeighbour[]): void => void done.push(`watch ${neighbours.length}`);
      },
    };
    return new NetlinkSource(addon as unknown as NativeAddon);
  }
}

describe('the neighbours that a netlink source watches', () => {
  it('take no socket while there are none', () => {
    const fake = new FakeAddon();
    fake.source().watchNeighbours([]);
    expect(fake.done).to.deep.equal([]);
  });

  it('are told of after what is pending of the links: without carrier nothing is to be probed', () => {
    const fake = new FakeAddon();
    const source = fake.source();
    source.start(
      ({ neighbours }) => fake.done.push(`told of ${neighbours?.length}`),
      () => {},
    );
    source.watchNeighbours([GATEWAY]);
    fake.tell([{ ...GATEWAY, failed: true }]);
    expect(fake.done).to.deep.equal(['watch 1', 'drain', 'told of 1']);
  });

  it('are done without where the system refuses, which is tried once', () => {
    const fake = new FakeAddon();
    const source = fake.source(true);
    source.watchNeighbours([GATEWAY]);
    source.watchNeighbours([GATEWAY]);
    expect(fake.refusals).to.equal(1);
    expect(source.counters()).to.include({ messages: 10, wakeups: 5 });
  });

  it('count among what is read and what wakes, and end with the source', () => {
    const fake = new FakeAddon();
    const source = fake.source();
    source.watchNeighbours([GATEWAY]);
    expect(source.counters()).to.include({ messages: 12, wakeups: 6 });
    source.close();
    expect(fake.done).to.deep.equal(['watch 1', 'close the source', 'close the watch']);
  });

  it('are recorded as a batch', () => {
    const fake = new FakeAddon();
    const source = fake.source();
    const batches: Array<[unknown, SourceBatch]> = [];
    source.tap({
      onBatch: (tape, batch, deliver) => {
        batches.push([tape, batch]);
        deliver();
      },
      onWatch: () => {},
      onAudit: () => {},
      onFailure: () => {},
    });
    let told = 0;
    source.start(
      () => told++,
      () => {},
    );
    source.watchNeighbours([GATEWAY]);
    fake.tell([GATEWAY]);
    expect(batches).to.deep.equal([[null, { neighbours: [GATEWAY] }]]);
    expect(told).to.equal(1);
  });
});
