import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { monotonicMs } from '../../lib/clock.ts';
import { Scratch } from '../support/scratch.ts';
import { closedPort } from '../support/closed-port.ts';
import { type Cli, exitOf, type Outcome, outcomeOf, startCliIn } from './support/run-cli.ts';
import { ServiceSocket } from './support/service-socket.ts';

const SERVE = ['serve', '--listen', '127.0.0.1:0', '--link-only', '--interface', 'lo'];
const WATCH = ['watch', '--link-only', '--interface', 'lo'];

describe('a service manager', () => {
  let scratch: Scratch;
  let child: Cli | null = null;
  let socket: ServiceSocket | null = null;

  beforeEach(() => {
    scratch = new Scratch();
  });

  afterEach(() => {
    child?.kill('SIGKILL');
    socket?.[Symbol.dispose]();
    child = socket = null;
    scratch[Symbol.dispose]();
  });

  function start(address: string, environment: Record<string, string>, ...args: string[]): Cli {
    child = startCliIn({ NOTIFY_SOCKET: address, ...environment }, ...args);
    child.stdout.resume();
    child.stderr.resume();
    return child;
  }

  for (const command of [WATCH, SERVE]) {
    it(`is told how ${command[0]} is, from its first decision to its end`, async () => {
      const config = scratch.path('netwake.yaml');
      writeFileSync(config, 'preset: balanced');
      socket = await ServiceSocket.bound(scratch.path('notify'));
      const service = start(scratch.path('notify'), {}, ...command, '--config', config);
      expect(await socket.next()).to.match(/^READY=1\nSTATUS=(up|down) \([a-z-]+\)$/);
      const askedMs = monotonicMs();
      service.kill('SIGHUP');
      const [, microseconds = ''] = /^RELOADING=1\nMONOTONIC_USEC=(\d+)$/.exec(await socket.next()) ?? [];
      expect(Number(microseconds) / 1e3).to.be.within(askedMs, monotonicMs());
      expect(await socket.next()).to.equal('READY=1');
      // A file that is refused is the end of a reload too.
      writeFileSync(config, 'network_monitor: { check_interval: soon }');
      service.kill('SIGHUP');
      expect(await socket.next()).to.match(/^RELOADING=1\n/);
      expect(await socket.next()).to.equal('READY=1');
      service.kill('SIGTERM');
      expect(await socket.next()).to.equal('STOPPING=1');
      expect(await exitOf(service)).to.equal(0);
    });
  }

  for (const [command] of [WATCH, SERVE]) {
    it(`is told by ${command} that all hosts answer, of which the first has made the network up`, async () => {
      socket = await ServiceSocket.bound(scratch.path('notify'));
      const hosts = await Promise.all([closedPort(), closedPort()]);
      const listen = command === 'serve' ? ['--listen', '127.0.0.1:0'] : [];
      start(
        scratch.path('notify'),
        {},
        command!,
        ...listen,
        ...hosts.flatMap((port) => ['--host', `127.0.0.1:${port}`]),
      );
      expect(await socket.next()).to.equal('READY=1\nSTATUS=up (some-hosts-reachable)');
      expect(await socket.next()).to.equal('STATUS=up (all-hosts-reachable)');
    });
  }

  it('gets signs of life, at an abstract name too', async () => {
    const name = `@netwake-test-${process.pid}`;
    socket = await ServiceSocket.bound(name);
    start(name, { WATCHDOG_USEC: '100000' }, ...WATCH);
    const told = new Set<string>();
    while (told.size < 2) told.add((await socket.next()).replace(/\n.*/, ''));
    expect([...told].sort()).to.deep.equal(['READY=1', 'WATCHDOG=1']);
    expect(await socket.next()).to.equal('WATCHDOG=1');
  });

  it('that is not there is no reason to end', async () => {
    const service = startCliIn({ NOTIFY_SOCKET: scratch.path('nobody') }, ...WATCH);
    child = service;
    const outcome = outcomeOf(service);
    service.stdout.once('data', () => setImmediate(() => service.kill('SIGTERM')));
    const { code, stderr } = await outcome;
    expect(stderr).to.equal('netwake: the service manager was not told: sendto: ENOENT\n');
    expect(code).to.equal(0);
  });

  it('is left to what run runs', async () => {
    socket = await ServiceSocket.bound(scratch.path('notify'));
    const environment = { NOTIFY_SOCKET: scratch.path('notify'), WATCHDOG_USEC: '1000000', WATCHDOG_PID: '1' };
    const { code, stdout }: Outcome = await outcomeOf(
      startCliIn(environment, 'run', '--link-only', '--no-wait-for-network', '--', 'env'),
    );
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/^NOTIFY_SOCKET=\//m)
      .and.match(/^WATCHDOG_USEC=1000000$/m);
  });
});
