import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { type Cli, exitOf, linesOf, nextLine } from '../../cli/support/run-cli.ts';
import { concerns } from '../support/backend.ts';
import { startCli } from '../support/cli.ts';
import { Lab } from '../support/lab.ts';
import { Scratch } from '../../support/scratch.ts';

const WHY = 'no flag of the command line chooses the prober';

type Line = Record<string, unknown>;

concerns(['netlink', 'polling'], WHY).describe('netwake watch', () => {
  let lab: Lab;
  let child: Cli | null = null;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    child?.kill('SIGKILL');
    child = null;
    await lab[Symbol.asyncDispose]();
  });

  /** Reads JSON lines of a watch up to one that fits, which it answers. */
  function start(...flags: string[]): (fits: (line: Line) => boolean) => Promise<Line> {
    child = startCli('watch', '--json', ...flags);
    const lines = linesOf(child);
    return async (fits) => {
      for (;;) {
        const line = JSON.parse(await nextLine(lines)) as Line;
        if (fits(line)) return line;
      }
    };
  }

  const any = (): boolean => true;

  it('tells of a cable that is pulled and plugged, and of nothing else', async () => {
    const next = start();
    expect(await next(any)).to.include({ type: 'state', state: 'up', previous: 'unknown', interface: 'eth0' });
    await lab.pullCable();
    const down = await next(any);
    expect(down).to.include({ state: 'down', previous: 'up', reason: 'no-carrier', interface: 'eth0' });
    await lab.plugCable();
    expect(await next(any)).to.include({ type: 'state', state: 'up', previous: 'down', interface: 'eth0' });
    child!.kill('SIGTERM');
    expect(await exitOf(child!)).to.equal(0);
  });

  it('reads its file again in the middle of all that, and tells of nothing but the cable', async () => {
    using scratch = new Scratch();
    const config = scratch.path('netwake.yaml');
    writeFileSync(config, 'preset: balanced');
    const next = start('--config', config);
    const notes = createInterface({ input: child!.stderr })[Symbol.asyncIterator]();
    expect(await next(any)).to.include({ state: 'up', previous: 'unknown' });
    for (const state of ['down', 'up'] as const) {
      writeFileSync(config, 'network_monitor: { check_interval: 1s }');
      child!.kill('SIGHUP');
      expect((await notes.next()).value).to.match(/has been read again$/);
      await (state === 'down' ? lab.pullCable() : lab.plugCable());
      expect(await next(any)).to.include({ type: 'state', state, interface: 'eth0' });
    }
  });

  it('begins with the state when the network is down', async () => {
    await lab.host.run('ip route del default');
    const next = start();
    expect(await next(any)).to.include({ state: 'down', previous: 'unknown', reason: 'no-route' });
    await lab.host.run('ip route add default via 10.0.0.1');
    expect(await next(any)).to.include({ state: 'up', previous: 'down' });
  });

  concerns(['netlink'], 'polling knows no routes and no MTU').it(
    'tells of links, addresses and routes too when asked to, after the state',
    async () => {
      const next = start('--events');
      expect(await next(any)).to.include({ type: 'state', state: 'up' });

      await lab.host.run('ip addr add 10.9.9.9/24 dev eth0');
      const added = await next(({ type }) => type === 'address');
      expect(added).to.include({
        interface: 'eth0',
        change: 'added',
        address: '10.9.9.9',
        prefixLength: 24,
        family: 4,
      });
      await lab.host.run('ip addr del 10.9.9.9/24 dev eth0');
      const removed = await next(({ type }) => type === 'address');
      expect(removed).to.include({ interface: 'eth0', change: 'removed', address: '10.9.9.9' });

      await lab.host.run('ip route add 198.51.100.0/24 via 10.0.0.1');
      const route = await next(({ destination }) => destination === '198.51.100.0/24');
      expect(route).to.include({ type: 'route', interface: 'eth0', change: 'added', gateway: '10.0.0.1', family: 4 });

      await lab.pullCable();
      const link = await next(({ type, carrier }) => type === 'link' && carrier === false);
      expect(link).to.include({ interface: 'eth0', change: 'changed', up: true, mtu: 1500 });
      expect(Date.parse(String(link['at']))).to.be.a('number').and.not.NaN;
    },
  );

  it('ends with 0 at the next change once nobody reads its output', async () => {
    const next = start();
    await next(any);
    child!.stdout.destroy();
    await lab.pullCable();
    expect(await exitOf(child!)).to.equal(0);
  });
});
