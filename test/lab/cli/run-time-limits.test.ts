import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { concerns } from '../support/backend.ts';
import { Lab } from '../support/lab.ts';
import { RunningCommand } from './running-command.ts';

const WHY = 'no flag of the command line chooses the prober';
// What hears SIGTERM, and does nothing of it. It says who it is, and its child.
const STUBBORN = ['sh', '-c', 'trap "" TERM; sleep 600 & echo $$ $!; wait'];

/** Whether one of these processes still runs. One that has ended stays for as long as its new parent does not look. */
function areLeft(pids: string): boolean {
  return pids
    .trim()
    .split(/\s+/)
    .some((pid) => existsSync(`/proc/${pid}`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
}

concerns(['netlink', 'polling'], WHY).describe('a time limit of netwake run', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.connected();
  });

  after(async () => {
    await lab[Symbol.asyncDispose]();
  });

  it('ends the command and what descends from it: 124', async () => {
    using running = new RunningCommand(['--timeout', '3s'], ['sh', '-c', 'sleep 600 & echo $$ $!; wait']);
    const { code, stdout, notes } = await running.end();
    expect(stdout).to.match(/^\d+ \d+\n$/);
    expect({ code, left: areLeft(stdout) }).to.deep.equal({ code: 124, left: false });
    expect(notes.at(-1)).to.include({ type: 'giveup', error: 'sh did not succeed within 3s', exitCode: null });
  });

  it('ends it by force when SIGTERM does not', async () => {
    using running = new RunningCommand(['--timeout', '3s', '--kill-grace', '100ms'], STUBBORN);
    const { code, stdout } = await running.end();
    expect({ code, left: areLeft(stdout) }).to.deep.equal({ code: 124, left: false });
    expect(running.story).to.deep.equal(['attempt', 'giveup', 'kill']);
  });

  it('ends one that was stopped', async () => {
    const command = ['sh', '-c', 'echo $$; kill -STOP $$'];
    using running = new RunningCommand(['--timeout', '1s', '--kill-grace', '1m'], command);
    expect((await running.end()).code).to.equal(124);
  });

  it('ends backoffs too', async () => {
    using running = new RunningCommand(['--timeout', '3s', '--initial-delay', '1h', '--max-delay', '1h'], ['false']);
    expect((await running.end()).code).to.equal(124);
    expect(running.story).to.deep.equal(['attempt', 'retry', 'giveup']);
  });

  it('ends the wait for the network too', async () => {
    await lab.pullCable();
    try {
      using running = new RunningCommand(['--timeout', '1s'], ['true']);
      expect((await running.end()).code).to.equal(124);
      expect(running.story).to.deep.equal(['outage', 'giveup']);
    } finally {
      await lab.plugCable();
    }
  });

  it('for one attempt leads to the next, and after the last to 124', async () => {
    const flags = ['--attempt-timeout', '200ms', '--max-attempts', '2', '--initial-delay', '10ms'];
    using running = new RunningCommand(flags, ['sleep', '600']);
    expect((await running.end()).code).to.equal(124);
    expect(running.story).to.deep.equal(['attempt', 'retry', 'attempt', 'giveup']);
  });
});
