import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { foreign } from '../../support/foreign-program.ts';
import { Scratch } from '../../support/scratch.ts';
import { concerns } from '../support/backend.ts';
import { Lab } from '../support/lab.ts';
import { RunningCommand } from './running-command.ts';

const WHY = 'no flag of the command line chooses the prober';
const SERVER = fileURLToPath(new URL('half-file-server.mjs', import.meta.url));
const ONCE = ['--max-attempts', '1'];

concerns(['netlink', 'polling'], WHY).describe('netwake run through an outage', () => {
  let lab: Lab;
  let scratch: Scratch;
  let folder: string;

  beforeEach(async () => {
    lab = await Lab.connected();
    scratch = new Scratch();
    folder = scratch.folder;
  });

  afterEach(async () => {
    scratch[Symbol.dispose]();
    await lab[Symbol.asyncDispose]();
  });

  it('waits for the network before the first attempt', async () => {
    await lab.pullCable();
    using running = new RunningCommand(ONCE, ['echo', 'ran']);
    expect(await running.next('outage')).to.include({ attempt: 1, state: 'down', reason: 'no-carrier', error: null });
    await lab.plugCable();
    const { code, stdout } = await running.end();
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'ran\n' });
    expect(running.story).to.deep.equal(['outage', 'resume', 'attempt', 'success']);
  });

  it('does not count an attempt that fails while the network is down', async () => {
    // The first ends when its input does.
    const script = `test -e ${folder}/failed && exit 0; touch ${folder}/failed; echo ready; cat; exit 9`;
    using running = new RunningCommand(ONCE, ['sh', '-c', script]);
    await once(running.child.stdout, 'data');
    await lab.pullCable();
    running.child.stdin.end();
    expect(await running.next('outage')).to.include({ attempt: 1, exitCode: 9 });
    await lab.plugCable();
    expect((await running.end()).code).to.equal(0);
    expect(running.notes.filter(({ type }) => type === 'attempt').map(({ attempt }) => attempt)).to.deep.equal([1, 1]);
  });

  it('counts one that fails on a network that is up, for a probe says so', async () => {
    using running = new RunningCommand(ONCE, ['sh', '-c', 'exit 9']);
    expect((await running.end()).code).to.equal(9);
    expect(running.story).to.deep.equal(['attempt', 'giveup']);
  });

  it('does not count one that fails in an outage that nothing announces: a probe finds it', async () => {
    const script = `test -e ${folder}/failed && exit 0; touch ${folder}/failed; echo ready; cat; exit 9`;
    using running = new RunningCommand([...ONCE, '--check-timeout', '400ms'], ['sh', '-c', script]);
    await once(running.child.stdout, 'data');
    await lab.block();
    running.child.stdin.end();
    expect(await running.next('outage')).to.include({ state: 'down', reason: 'unreachable', exitCode: 9 });
    await lab.unblock();
    expect((await running.end()).code).to.equal(0);
  });

  it('tries no more after an exit code that says so, though the network is down', async () => {
    const flags = ['--no-retry-exit', '9'];
    using running = new RunningCommand(flags, ['sh', '-c', 'echo ready; cat; exit 9']);
    await once(running.child.stdout, 'data');
    await lab.pullCable();
    running.child.stdin.end();
    expect((await running.end()).code).to.equal(9);
  });

  it('exits 75 when the network does not come back in time for a first attempt', async () => {
    await lab.pullCable();
    using running = new RunningCommand(['--max-network-wait', '50ms'], ['true']);
    expect((await running.end()).code).to.equal(75);
    expect(running.story).to.deep.equal(['outage', 'giveup']);
  });

  it('exits with the last code when it does not come back for another', async () => {
    const command = ['sh', '-c', 'echo ready; cat; exit 9'];
    using running = new RunningCommand(['--max-network-wait', '50ms'], command);
    await once(running.child.stdout, 'data');
    await lab.pullCable();
    running.child.stdin.end();
    expect((await running.end()).code).to.equal(9);
  });

  it('does not wait for a network that it is told not to watch', async () => {
    await lab.pullCable();
    using running = new RunningCommand(['--no-wait-for-network'], ['echo', 'ran']);
    expect((await running.end()).stdout).to.equal('ran\n');
  });

  describe('with curl', () => {
    const url = 'http://8.8.8.8:8080/file';

    for (const [what, flags, options] of [
      ['that the outage ends', ['--kill-on-outage'], []],
      ['that gives up in the outage by itself', [], ['--max-time', '2']],
    ] as Array<[string, string[], string[]]>) {
      it(`${what}: its download succeeds in the next attempt, which is the first again`, async () => {
        const server = await lab.internet.start(process.execPath, SERVER, '8080');
        const half = once(server.stdout!, 'data');
        const file = scratch.path('file');
        const curl = foreign('curl', '--fail', '--silent', '--noproxy', '*', ...options, '--output', file, url);
        using running = new RunningCommand(
          [...ONCE, ...flags],
          [...curl, '--write-out', '%{http_code} %{size_download}'],
        );
        await half;
        await lab.pullCable();
        expect(await running.next('outage')).to.include({ state: 'down', reason: 'no-carrier' });
        await lab.plugCable();
        const { code, stdout } = await running.end();
        expect(code).to.equal(0);
        expect(stdout).to.match(/200 20000$/);
        expect(await running.next('success')).to.include({ attempt: 1 });
      });
    }
  });

  describe('with --kill-on-outage', () => {
    it('stops the command, and starts it again: an end without failure is none', async () => {
      // Ready when it waits: a signal that came before there was anything to wait for would wait for its end.
      const waiting = `sh -c 'echo ready; exec cat'`;
      const script = `test -e ${folder}/stopped && exit 0; trap 'touch ${folder}/stopped; exit 0' TERM; ${waiting}`;
      using running = new RunningCommand([...ONCE, '--kill-on-outage'], ['sh', '-c', script]);
      await once(running.child.stdout, 'data');
      await lab.pullCable();
      await running.next('outage');
      await lab.plugCable();
      expect((await running.end()).code).to.equal(0);
      expect(running.story).to.deep.equal(['attempt', 'outage', 'resume', 'attempt', 'success']);
    });

    it('never has two of them at once, though the first takes its time to end', async () => {
      // The second looks whether the first is there, and what it had started.
      const alive = (pid: string): string => `grep -q 'State:.[^Z]' /proc/${pid}/status 2>/dev/null && exit 64`;
      const second = `read first child < ${folder}/pids; ${alive('$first')}; ${alive('$child')}; exit 0`;
      const first = `trap '' TERM; sleep 600 & echo $$ $! > ${folder}/pids; echo ready; wait`;
      const script = `if test -e ${folder}/pids; then ${second}; else ${first}; fi`;
      const flags = ['--kill-on-outage=10ms', '--kill-grace', '2s', '--no-retry-exit', '64'];
      using running = new RunningCommand(flags, ['sh', '-c', script]);
      await once(running.child.stdout, 'data');
      await lab.pullCable();
      await running.next('outage');
      await lab.plugCable();
      expect((await running.end()).code).to.equal(0);
      expect(running.story).to.include('kill');
    });

    it('leaves it alone in an outage that is shorter', async () => {
      const script = 'echo ready; cat; echo done';
      using running = new RunningCommand(['--kill-on-outage=1h'], ['sh', '-c', script]);
      using watch = new RunningCommand([], ['sh', '-c', 'echo ready; cat; exit 9']);
      await Promise.all([once(running.child.stdout, 'data'), once(watch.child.stdout, 'data')]);
      await lab.pullCable();
      // The other one waits for the network: so both know of the outage.
      watch.child.stdin.end();
      await watch.next('outage');
      await lab.plugCable();
      await watch.next('resume');
      running.child.stdin.end();
      const { code, stdout } = await running.end();
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'ready\ndone\n' });
      expect(running.story).to.deep.equal(['attempt', 'success']);
    });

    it('starts it again when its way is lost and another is there', async () => {
      await lab.plug({ name: 'eth1', peer: 'r1', addresses: ['10.0.1.2/24'], peerAddresses: ['10.0.1.1/24'] });
      await lab.host.run('ip route add default via 10.0.1.1 metric 200');
      const script = `test -e ${folder}/first && exit 0; touch ${folder}/first; echo ready; cat`;
      using running = new RunningCommand([...ONCE, '--kill-on-outage'], ['sh', '-c', script]);
      await once(running.child.stdout, 'data');
      await lab.host.run('ip addr del 10.0.0.2/24 dev eth0');
      expect((await running.end()).code).to.equal(0);
      expect(running.story).to.deep.equal(['attempt', 'restart', 'attempt', 'success']);
    });

    it('starts it no more after a signal, though the outage comes while it ends', async () => {
      const script = `trap 'echo heard' TERM; echo ready; while :; do sleep 600 & wait $!; done`;
      using running = new RunningCommand(['--kill-on-outage', '--kill-grace', '100ms'], ['sh', '-c', script]);
      await once(running.child.stdout, 'data');
      running.child.kill('SIGTERM');
      await once(running.child.stdout, 'data');
      await lab.pullCable();
      expect((await running.end()).code).to.equal(143);
      expect(running.story).to.deep.equal(['attempt', 'giveup', 'kill']);
    });

    it('ends at a signal while it stops the command', async () => {
      const command = ['sh', '-c', 'trap "" TERM; echo ready; while :; do cat; done'];
      using running = new RunningCommand(['--kill-on-outage', '--kill-grace', '2s'], command);
      await once(running.child.stdout, 'data');
      await lab.pullCable();
      await running.next('outage');
      running.child.kill('SIGTERM');
      expect((await running.end()).code).to.equal(143);
      expect(running.story).to.deep.equal(['attempt', 'outage', 'giveup', 'kill']);
    });
  });
});
