import { expect } from 'chai';
import { Interrupted } from '../../lib/cli/context.ts';
import { reportFailure } from '../../lib/cli/failure.ts';
import { wait } from '../../lib/cli/wait.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { rejectionOf } from '../support/failure.ts';
import { runCli } from './support/run-cli.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

const NEVER = sourceThat(() => {});

/** Its timers are due at once, and it says how long they were set for. */
function impatientClock(asked: number[]): Clock {
  return {
    ...systemClock,
    setTimer(callback, delayMs) {
      asked.push(delayMs);
      setImmediate(callback);
      return { cancel: () => {} };
    },
  };
}

describe('wait', () => {
  it('exits 0 with one line when the network is usable', async () => {
    const { code, stdout, stderr } = await runCli('wait', '--host', '127.0.0.1:9', '--for', '10s');
    expect(stdout).to.match(/^usable after \d+\.\d s: up \(all-hosts-reachable\)\n$/);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('exits 1 with the state and the reason when it is not in time', async () => {
    const { code, stdout, stderr } = await runCli('wait', '--link-only', '--interface', 'nonesuch0', '--for', '1ms');
    expect(stderr).to.match(/^netwake: not usable within 1ms: (unknown \(starting\)|down \(no-interface\)): [^\n]+\n$/);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
  });

  it('waits for the family', async () => {
    const { code, stdout } = await runCli('wait', '--host', '127.0.0.1:9', '--family', '4', '--state', 'up');
    expect(stdout).to.match(/^up over IPv4 after /);
    expect(code).to.equal(0);
  });

  it('refuses a family that no check host can have: 64', async () => {
    const { code, stdout, stderr } = await runCli('wait', '--host', '127.0.0.1:9', '--family', '6');
    expect(stderr).to.match(/^netwake: --family 6 needs a check host [^\n]* --host\n$/);
    expect({ code, stdout }).to.deep.equal({ code: 64, stdout: '' });
  });

  it('prints JSON', async () => {
    const { code, stdout } = await runCli('wait', '--json', '--host', '127.0.0.1:9');
    const record = JSON.parse(stdout) as Record<string, unknown>;
    expect(record).to.include({
      type: 'wait',
      reached: true,
      state: 'up',
      reason: 'all-hosts-reachable',
      evidence: null,
    });
    expect(record['waitedMs']).to.be.a('number');
    expect(code).to.equal(0);
  });

  for (const [ending, flags] of [
    ['it is reached', ['--host', '127.0.0.1:9']],
    ['it is not', ['--link-only', '--interface', 'nonesuch0', '--for', '1ms']],
  ] as const) {
    it(`prints nothing when ${ending} and it is to be quiet`, async () => {
      const { stdout, stderr } = await runCli('wait', '--quiet', ...flags);
      expect(stdout + stderr).to.equal('');
    });
  }

  it('counts from the start of the process', async () => {
    const asked: number[] = [];
    const context = new TestContext(NEVER, impatientClock(asked));
    context.uptimeMs = () => 300;
    expect(await wait({ linkOnly: true, for: '2s' }, context)).to.equal(1);
    expect(asked[0]).to.equal(1_700);
    expect(context.warned).to.deep.equal(['not usable within 2s: unknown (starting): no answer yet from the system']);
  });

  it('exits 1 at once when the monitor can not start, and says why', async () => {
    const broken = new TestContext(
      sourceThat(() => {
        throw new Error('no sockets left');
      }),
    );
    expect(await wait({ linkOnly: true, json: true }, broken)).to.equal(1);
    expect(broken.warned).to.deep.equal(['not usable: unknown (monitor-failed): no sockets left']);
    expect(JSON.parse(broken.printed.join(''))).to.include({ reached: false, evidence: 'no sockets left' });
  });

  it('exits 1 at once when the monitor fails later', async () => {
    const failing = sourceThat((onBatch, onFailure) => {
      onBatch({ ready: true });
      setImmediate(() => onFailure(new Error('the socket is gone')));
    });
    const context = new TestContext(failing);
    expect(await wait({ linkOnly: true }, context)).to.equal(1);
    expect(context.warned).to.deep.equal(['not usable: unknown (monitor-failed): the monitor has failed']);
  });

  for (const [by, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`ends at once on ${by}, without output`, async () => {
      const context = new TestContext(NEVER);
      const waiting = wait({ linkOnly: true, for: '1h' }, context);
      setImmediate(() => context.interrupt(by));
      const reason = await rejectionOf(waiting);
      expect(reason).to.be.instanceOf(Interrupted);
      expect(reportFailure(reason, context)).to.equal(code);
      expect([...context.printed, ...context.warned]).to.deep.equal([]);
    });
  }
});
