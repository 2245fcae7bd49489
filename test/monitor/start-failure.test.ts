import { expect } from 'chai';
import { NetlinkError, NetworkMonitor, type StateChange } from '../../lib/index.ts';
import type { Prober } from '../../lib/probe/contract.ts';
import type { NetworkSource } from '../../lib/sources/contract.ts';
import { NO_COUNTS } from '../../lib/sources/no-counts.ts';
import { settled } from '../support/fake-monitor.ts';
import { Surfaced } from '../support/surfaced.ts';

const nothing = (): void => {};
const refused: NetworkSource = {
  kind: 'netlink',
  start: () => {
    throw new NetlinkError('bind', 'EPERM');
  },
  watchPaths: nothing,
  drain: nothing,
  counters: () => NO_COUNTS,
  ref: nothing,
  unref: nothing,
  close: nothing,
};
const prober: Prober = {
  kind: 'native',
  probe: () => ({ cancel: nothing }),
  ref: nothing,
  unref: nothing,
  close: nothing,
};

describe('when the source is refused at the start', () => {
  it('rejects with the error, and says in its snapshot that it failed; the state stays unknown, which is no change', async () => {
    using surfaced = new Surfaced();
    const snapshot = { events: 'netlink', probes: 'native', fallbackReason: null } as const;
    const backend = () => ({ source: refused, prober, snapshot });
    await using monitor = new NetworkMonitor({ checkHosts: [] }, { backend });
    const changes: StateChange[] = [];
    monitor.on('state', (change) => changes.push(change));
    const error: unknown = await monitor.start().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'ERR_NETWAKE_NETLINK', syscall: 'bind', errno: 'EPERM' });
    expect(monitor.snapshot()).to.include({ state: 'unknown', reason: 'monitor-failed' });
    expect(changes).to.deep.equal([]);
    await settled();
    expect(surfaced.errors).to.deep.equal([]);
  });
});
