import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { build, ROOT } from '../../support/child.ts';
import { Lab } from '../support/lab.ts';
import { runInLab } from '../support/lab-module.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about sockets of netlink, several in a process';

const LISTENING_CHILD = fileURLToPath(new URL('listening-child.mjs', import.meta.url));

concerns(['netlink'], WHY).describe('several monitors', () => {
  let lab: Lab;

  before(build);

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  for (const order of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 3, 0, 2],
  ]) {
    it(`in one process hear the same, and those that are left go on to when they stop in the order ${order.join(' ')}`, async () => {
      const end = await runInLab(`
        const monitors = Array.from({ length: 4 }, () => new NetworkMonitor({ checkHosts: [] }));
        await Promise.all(monitors.map((monitor) => monitor.start()));
        const heard = [];
        for (const [round, leaving] of ${JSON.stringify(order)}.entries()) {
          const left = monitors.filter((monitor) => monitor.state !== 'unknown');
          const changes = left.map((monitor) => once(monitor, 'state'));
          await (round % 2 === 0 ? down() : up());
          heard.push((await Promise.all(changes)).map(([change]) => change.state));
          await monitors[leaving].stop();
        }
        print(heard);
        print(sockets().length);
      `);
      expect(end).to.include({ code: 0, signal: null, stderr: '' });
      const [heard, sockets] = end.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      expect(heard).to.deep.equal([['down', 'down', 'down', 'down'], ['up', 'up', 'up'], ['down', 'down'], ['up']]);
      // The three of standard input, output and error at most.
      expect(sockets).to.be.at.most(3);
    });
  }

  it('in as many processes hear the same, and one that is killed takes nothing from the others', async () => {
    const children = Array.from({ length: 4 }, () => fork(LISTENING_CHILD, { cwd: ROOT }));
    const next = (child: ChildProcess): Promise<unknown> =>
      once(child, 'message').then(([message]) => message as unknown);
    expect(await Promise.all(children.map(next))).to.deep.equal(['up', 'up', 'up', 'up']);
    const downs = children.map(next);
    await lab.pullCable();
    expect(await Promise.all(downs)).to.deep.equal(['down', 'down', 'down', 'down']);

    const [victim, ...others] = children as [ChildProcess, ...ChildProcess[]];
    const killed = once(victim, 'exit');
    victim.kill('SIGKILL');
    expect(await killed).to.deep.equal([null, 'SIGKILL']);
    const ups = others.map(next);
    await lab.plugCable();
    expect(await Promise.all(ups)).to.deep.equal(['up', 'up', 'up']);

    const ends = others.map((child) => once(child, 'exit'));
    for (const child of others) child.send('stop');
    expect(await Promise.all(ends)).to.deep.equal([
      [0, null],
      [0, null],
      [0, null],
    ]);
  });
});
