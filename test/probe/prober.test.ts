import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../../lib/clock.ts';
import { loadAddon } from '../../lib/native/loader.ts';
import type { Probe, ProbeOutcome, Prober, ProbeTarget } from '../../lib/probe/contract.ts';
import { NativeProber } from '../../lib/probe/native.ts';
import { SocketProber } from '../../lib/probe/socket.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { SilentListener } from '../support/silent-listener.ts';

function nativeProber(): Prober {
  const loaded = loadAddon();
  if ('reason' in loaded) throw new Error(loaded.reason);
  return new NativeProber(loaded.addon);
}

/** Opens a listener on loopback for the length of one test. */
async function listen(host: string): Promise<Server & AsyncDisposable> {
  const server = createServer((socket) => socket.on('error', () => {}));
  await once(server.listen(0, host), 'listening');
  return Object.assign(server, {
    [Symbol.asyncDispose]: async () => void (await new Promise((resolve) => server.close(resolve))),
  });
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** A port on which nobody listens: it was free a moment ago. */
async function closedPort(): Promise<number> {
  await using server = await listen('127.0.0.1');
  return portOf(server);
}

for (const [name, make] of [
  ['native', nativeProber],
  ['socket', (): Prober => new SocketProber(systemClock)],
] as const) {
  describe(`the ${name} prober`, () => {
    let prober: Prober;

    const to = (port: number, differences: Partial<ProbeTarget> = {}): ProbeTarget => ({
      family: 4,
      address: '127.0.0.1',
      port,
      interface: null,
      timeoutMs: 5_000,
      ...differences,
    });
    const probe = (target: ProbeTarget): Promise<ProbeOutcome> =>
      new Promise((resolve) => prober.probe(target, resolve));

    beforeEach(() => {
      prober = make();
    });

    afterEach(() => {
      prober.close();
    });

    it('says which one it is', () => {
      expect(prober.kind).to.equal(name);
    });

    it('has no error when somebody accepts, a round trip and a source', async () => {
      await using server = await listen('127.0.0.1');
      const outcome = await probe(to(portOf(server)));
      expect(outcome).to.include({ error: null, source: '127.0.0.1' });
      expect(outcome.rttMs).to.be.within(Number.MIN_VALUE, 5_000);
    });

    it('does the same over IPv6', async () => {
      await using server = await listen('::1');
      const outcome = await probe(to(portOf(server), { family: 6, address: '::1' }));
      expect(outcome).to.include({ error: null, source: '::1' });
    });

    it('answers the source that the kernel chose', async () => {
      await using server = await listen('127.0.0.9');
      expect((await probe(to(portOf(server), { address: '127.0.0.9' }))).source).to.be.oneOf([
        '127.0.0.1',
        '127.0.0.9',
      ]);
    });

    it('has ECONNREFUSED when nobody listens, with a round trip: somebody answered', async () => {
      const outcome = await probe(to(await closedPort()));
      expect(outcome.error).to.equal('ECONNREFUSED');
      expect(outcome.rttMs).to.be.within(Number.MIN_VALUE, 5_000);
    });

    it('has ETIMEDOUT when nobody answers, after the timeout and not before, with no round trip', async () => {
      await using listener = await SilentListener.listen();
      const startedMs = performance.now();
      const outcome = await probe(to(listener.port, { timeoutMs: 50 }));
      // Timers count whole milliseconds.
      expect(performance.now() - startedMs).to.be.at.least(49);
      expect(outcome).to.include({ error: 'ETIMEDOUT', rttMs: null });
    });

    it('calls back in a later turn, even for what fails on the spot', async () => {
      const order: string[] = [];
      // IPv4's broadcast address refuses TCP without a packet.
      const done = new Promise<void>((resolve) => {
        prober.probe(to(80, { address: '127.255.255.255' }), (outcome) => {
          order.push(outcome.error ?? 'connected');
          resolve();
        });
      });
      order.push('returned');
      await done;
      expect(order[0]).to.equal('returned');
      expect(order[1]).to.be.oneOf(['ENETUNREACH', 'EACCES']);
    });

    it('calls each back once, and nobody else', async () => {
      await using server = await listen('127.0.0.1');
      const refusing = await closedPort();
      const calls: string[] = [];
      const probes = Array.from({ length: 20 }, (_, index) => {
        const target = to(index % 2 === 0 ? portOf(server) : refusing);
        return new Promise<void>((resolve) => {
          prober.probe(target, ({ error }) => {
            calls.push(`${index} ${error}`);
            resolve();
          });
        });
      });
      await Promise.all(probes);
      const expected = probes.map((_, index) => `${index} ${index % 2 === 0 ? null : 'ECONNREFUSED'}`);
      expect(calls.sort()).to.deep.equal(expected.sort());
    });

    it('calls nothing back once cancelled, not even a timeout', async () => {
      await using listener = await SilentListener.listen();
      await using server = await listen('127.0.0.1');
      const calls: string[] = [];
      const silent = prober.probe(to(listener.port, { timeoutMs: 20 }), () => calls.push('silent'));
      const answered = prober.probe(to(portOf(server)), () => calls.push('answered'));
      silent.cancel();
      answered.cancel();
      silent.cancel();
      // The sentinel: started later, due later.
      await probe(to(listener.port, { timeoutMs: 60 }));
      expect(calls).to.deep.equal([]);
    });

    it('lets one that is called back cancel another, and itself', async () => {
      await using server = await listen('127.0.0.1');
      const calls: number[] = [];
      const probes = [0, 1].map((index) =>
        prober.probe(to(portOf(server)), () => {
          calls.push(index);
          for (const each of probes) each.cancel();
        }),
      );
      await probe(to(portOf(server)));
      await probe(to(portOf(server)));
      expect(calls).to.have.length(1);
    });

    it('lets one that timed out cancel another that is due at the same moment', async () => {
      await using listener = await SilentListener.listen();
      const calls: number[] = [];
      const probes = [0, 1].map((index) =>
        prober.probe(to(listener.port, { timeoutMs: 20 }), () => {
          calls.push(index);
          probes[1 - index]!.cancel();
        }),
      );
      await probe(to(listener.port, { timeoutMs: 60 }));
      expect(calls).to.have.length(1);
    });

    it('lets one that is called back start the next', async () => {
      await using server = await listen('127.0.0.1');
      const second = new Promise<ProbeOutcome>((resolve) => {
        prober.probe(to(portOf(server)), () => prober.probe(to(portOf(server)), resolve));
      });
      expect((await second).error).to.equal(null);
    });

    it('calls nothing back once closed with probes under way, and can be closed twice', async () => {
      await using listener = await SilentListener.listen();
      await using server = await listen('127.0.0.1');
      const calls: string[] = [];
      const probes = [listener.port, portOf(server)].map((port) =>
        prober.probe(to(port, { timeoutMs: 20 }), () => calls.push(`${port}`)),
      );
      prober.close();
      prober.close();
      // The sentinel: of another prober, started later, due later.
      const other = make();
      await new Promise((resolve) => other.probe(to(listener.port, { timeoutMs: 60 }), resolve));
      other.close();
      for (const each of probes) each.cancel();
      expect(calls).to.deep.equal([]);
    });

    it('can be closed by whom it calls back', async () => {
      await using server = await listen('127.0.0.1');
      const outcome = await new Promise<ProbeOutcome>((resolve) => {
        prober.probe(to(portOf(server)), (answer) => {
          prober.close();
          resolve(answer);
        });
      });
      expect(outcome.error).to.equal(null);
    });
  });
}

describe('the socket prober', () => {
  const silent: ProbeTarget = { family: 4, address: '127.0.0.1', port: 0, interface: null, timeoutMs: 5_000 };
  let clock: ManualClock;
  let prober: SocketProber;

  beforeEach(() => {
    clock = new ManualClock();
    prober = new SocketProber(clock);
  });

  it('has one timer a probe, which does not keep the process alive, and none once it is answered', async () => {
    await using server = await listen('127.0.0.1');
    const answered = new Promise((resolve) => prober.probe({ ...silent, port: portOf(server) }, resolve));
    expect(clock.pending.map(({ delayMs, unref }) => ({ delayMs, unref }))).to.deep.equal([
      { delayMs: 5_000, unref: true },
    ]);
    await answered;
    expect(clock.pending).to.deep.equal([]);
  });

  it('leaves no timer behind when it is closed, or a probe is cancelled', async () => {
    await using listener = await SilentListener.listen();
    const start = (): Probe => prober.probe({ ...silent, port: listener.port }, () => {});
    start().cancel();
    expect(clock.pending).to.deep.equal([]);
    start();
    prober.close();
    expect(clock.pending).to.deep.equal([]);
  });

  for (const [what, act] of [
    ['a cancelled one', (probe: Probe): void => probe.cancel()],
    ['one that timed out', (): void => clock.advance(5_000)],
    ['one of a closed prober', (): void => prober.close()],
  ] as const) {
    it(`has destroyed the socket of ${what}, which would go on connecting for two minutes`, async () => {
      await using listener = await SilentListener.listen();
      const connecting = (): number =>
        process.getActiveResourcesInfo().filter((name) => name === 'TCPWRAP' || name === 'TCPSocketWrap').length;
      const before = connecting();
      const probe = prober.probe({ ...silent, port: listener.port }, () => {});
      expect(connecting() - before).to.equal(1);
      act(probe);
      // libuv lets go of a handle at the end of the turn in which it was closed.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(connecting() - before).to.equal(0);
    });
  }
});

describe('the native prober', () => {
  it('leaves through the interface that it is told to', async () => {
    await using server = await listen('127.0.0.1');
    const prober = nativeProber();
    const target = { family: 4, address: '127.0.0.1', port: portOf(server), timeoutMs: 5_000 } as const;
    const through = (name: string): Promise<ProbeOutcome> =>
      new Promise((resolve) => prober.probe({ ...target, interface: name }, resolve));
    expect((await through('lo')).error).to.equal(null);
    expect((await through('netwake-none')).error).to.equal('ENODEV');
    prober.close();
  });
});

describe('the socket prober', () => {
  it('says that it left unbound where it was to leave through an interface', async () => {
    await using server = await listen('127.0.0.1');
    const prober = new SocketProber(systemClock);
    const target = { family: 4, address: '127.0.0.1', port: portOf(server), timeoutMs: 5_000 } as const;
    const through = (name: string | null): Promise<ProbeOutcome> =>
      new Promise((resolve) => prober.probe({ ...target, interface: name }, resolve));
    expect(await through('lo')).to.include({ error: null, unbound: true });
    expect(await through(null)).to.not.have.property('unbound');
    prober.close();
  });
});
