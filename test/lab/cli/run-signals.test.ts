import { once } from 'node:events';
import { constants } from 'node:os';
import { expect } from 'chai';
import { concerns } from '../support/backend.ts';
import { Lab } from '../support/lab.ts';
import { RunningCommand } from './running-command.ts';

const WHY = 'no flag of the command line chooses the prober';

/** Says `ready`, and then each of these signals that it gets; the last of them ends it with 3. */
function listener(...signals: NodeJS.Signals[]): string[] {
  const heed = signals.map(
    (signal, index) =>
      `process.on('${signal}', () => { console.log('${signal}'); ${index === signals.length - 1 ? 'process.exit(3)' : ''} });`,
  );
  return [process.execPath, '-e', `${heed.join('')} setInterval(() => {}, 1e6); console.log('ready');`];
}

/** Starts it, and resolves when it has said its first word. */
async function started(flags: string[], command: string[]): Promise<RunningCommand> {
  const running = new RunningCommand(flags, command);
  await once(running.child.stdout, 'data');
  return running;
}

concerns(['netlink', 'polling'], WHY).describe('a signal to netwake run', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.connected();
  });

  after(async () => {
    await lab[Symbol.asyncDispose]();
  });

  for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const) {
    it(`is passed on: ${signal}`, async () => {
      using running = await started(['--max-attempts', '1'], listener(signal));
      running.child.kill(signal);
      const { code, stdout } = await running.end();
      expect({ code, stdout }).to.deep.equal({ code: 3, stdout: `ready\n${signal}\n` });
    });
  }

  it('that the command outlives leaves it running: no other is sent', async () => {
    using running = await started([], listener('SIGUSR1', 'SIGUSR2', 'SIGTERM'));
    running.child.kill('SIGUSR1');
    await once(running.child.stdout, 'data');
    running.child.kill('SIGUSR2');
    await once(running.child.stdout, 'data');
    running.child.kill('SIGTERM');
    const { code, stdout } = await running.end();
    expect({ code, stdout }).to.deep.equal({ code: 3, stdout: 'ready\nSIGUSR1\nSIGUSR2\nSIGTERM\n' });
  });

  for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) {
    it(`that kills the command is its end: ${signal} is not followed by another attempt`, async () => {
      using running = await started(['--max-attempts', 'inf'], ['sh', '-c', 'echo ready; exec sleep 600']);
      running.child.kill(signal);
      expect((await running.end()).code).to.equal(128 + constants.signals[signal]);
      expect(running.story).to.deep.equal(['attempt', 'giveup']);
    });

    it(`while there is no command ends the wait for the network at once: ${signal}`, async () => {
      await lab.pullCable();
      try {
        using running = new RunningCommand([], ['true']);
        await running.next('outage');
        running.child.kill(signal);
        expect((await running.end()).code).to.equal(128 + constants.signals[signal]);
        expect(running.story).to.deep.equal(['outage', 'giveup']);
      } finally {
        await lab.plugCable();
      }
    });
  }

  it('that asks for the end is heeded though the command makes a failure of its own of it', async () => {
    using running = await started(['--max-attempts', 'inf'], listener('SIGTERM'));
    running.child.kill('SIGTERM');
    expect((await running.end()).code).to.equal(3);
  });

  it('that is but a word to the command ends nothing, and no wait: SIGUSR1, SIGWINCH', async () => {
    await lab.pullCable();
    using running = new RunningCommand([], ['true']);
    await running.next('outage');
    running.child.kill('SIGUSR1');
    running.child.kill('SIGWINCH');
    await lab.plugCable();
    expect((await running.end()).code).to.equal(0);
    expect(running.story).to.deep.equal(['outage', 'resume', 'attempt', 'success']);
  });

  it('ends a backoff at once', async () => {
    using running = new RunningCommand(['--initial-delay', '1h', '--max-delay', '1h'], ['false']);
    await running.next('retry');
    running.child.kill('SIGINT');
    expect((await running.end()).code).to.equal(130);
  });
});
