import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { type AttemptContext, Retryer } from '../../../lib/index.ts';
import { labBackend } from '../support/backend.ts';
import { StateLog } from '../support/expect-state.ts';
import { TwoUplinks } from '../support/two-uplinks.ts';

// Polling looks once a second. Without the loss being heard of it would take until the connection times out, minutes later.
const WITHIN_MS = labBackend === 'polling' ? 5_000 : 1_000;

/** A download that has no end by itself: who called it, from where each call reads, and when the first byte of each came. */
class Download {
  readonly calls: Array<{ attempt: number; invocation: number; from: string | undefined; firstByteMs: number }> = [];
  readonly reasons: unknown[] = [];
  bytes = 0;
  readonly #waiting: Array<() => void> = [];

  readonly task = async ({ attempt, invocation, signal }: AttemptContext): Promise<never> => {
    signal.addEventListener('abort', () => this.reasons.push(signal.reason));
    const request = get({ host: '8.8.8.8', port: 80, agent: false, signal });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    for await (const chunk of response) {
      this.bytes += (chunk as Buffer).length;
      if (this.calls.length < invocation) {
        this.calls.push({ attempt, invocation, from: response.socket.localAddress, firstByteMs: performance.now() });
      }
      for (const look of this.#waiting.splice(0)) look();
    }
    throw new Error('the body has an end after all');
  };

  /** Resolves when a byte has come after which it is so. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

describe('a download under abortOnNetworkDown, with two uplinks', () => {
  let uplinks: TwoUplinks;
  let download: Download;
  let log: StateLog;
  let ended: AbortController;
  let done: Promise<unknown>;

  beforeEach(async () => {
    uplinks = await TwoUplinks.make();
    log = new StateLog(uplinks.monitor);
    download = new Download();
    ended = new AbortController();
    const retryer = new Retryer({ monitor: uplinks.monitor, maxAttempts: 1, abortOnNetworkDown: true });
    done = retryer.do(download.task, { signal: ended.signal }).catch((error: unknown) => error);
    await download.until(() => download.calls.length === 1);
  });

  afterEach(async () => {
    ended.abort();
    await done;
    log[Symbol.dispose]();
    await uplinks[Symbol.asyncDispose]();
  });

  for (const [what, command, cause] of [
    ['the address that it comes to is removed', 'addr del 10.0.0.2/24 dev eth0', 'address'],
    ['the route of its way is removed', 'route del default via 10.0.0.1', 'route'],
  ] as const) {
    it(`begins anew over the other when ${what}, and the state stays up`, async () => {
      await uplinks.run(command);
      const changedMs = performance.now();
      await download.until(() => download.calls.length === 2);
      const [first, second] = download.calls;
      expect(first).to.include({ attempt: 1, invocation: 1, from: '10.0.0.2' });
      expect(second).to.include({ attempt: 1, invocation: 2, from: '10.0.1.2' });
      expect(second!.firstByteMs - changedMs).to.be.below(WITHIN_MS);
      expect(log.states).to.deep.equal([]);
      expect(download.reasons).to.have.length(1);
      const way = { interface: 'eth0', source: '10.0.0.2' };
      expect(download.reasons[0]).to.include({ code: 'ERR_NETWAKE_PATH_LOST', lost: cause, ...way });
    });
  }

  it('goes on when the other is merely preferred, and begins anew when the one that it is on goes after all', async () => {
    const moved = once(uplinks.monitor, 'path');
    await uplinks.run('route add default via 10.0.1.1 metric 50');
    expect((await moved)[0]).to.deep.include({ interface: 'eth1', lost: [] });
    const { bytes } = download;
    await download.until(() => download.bytes > bytes + 10);
    expect(download.calls).to.have.length(1);
    await uplinks.run('addr del 10.0.0.2/24 dev eth0');
    await download.until(() => download.calls.length === 2);
    expect(download.calls[1]).to.include({ attempt: 1, from: '10.0.1.2' });
    expect(log.states).to.deep.equal([]);
  });

  it('goes on when the uplink goes that it is not on', async () => {
    await uplinks.run('addr del 10.0.1.2/24 dev eth1', 'link set eth1 down');
    // The sentinel: what that led to would have come before it.
    await uplinks.monitor.check();
    const { bytes } = download;
    await download.until(() => download.bytes > bytes + 10);
    expect(download.calls).to.have.length(1);
  });
});
