import { expect } from 'chai';
import { Interrupted } from '../../lib/cli/context.ts';
import { reportFailure } from '../../lib/cli/failure.ts';
import { status } from '../../lib/cli/status.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { runCli } from './support/run-cli.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

describe('status', () => {
  it('prints a report and exits 0 when the host answers, if only to refuse', async () => {
    const { code, stdout, stderr } = await runCli('status', '--host', '127.0.0.1:9');
    expect(stdout).to.match(/^up: all-hosts-reachable \(1 of 1\)\n/);
    expect(stdout).to.match(/^127\.0\.0\.1:9 .* ms +lo +127\.0\.0\.1 +-$/m);
    expect(stdout)
      .to.match(/^lo +loopback +up /m)
      .and.match(/^events by netlink, probes by the addon\n$/m);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('prints one JSON object', async () => {
    const { code, stdout } = await runCli('status', '--json', '--host', '127.0.0.1:9');
    const report: unknown = JSON.parse(stdout);
    const keys = ['state', 'reason', 'reachable', 'total', 'hosts', 'interfaces', 'backend', 'diagnosis'];
    expect(report).to.have.all.keys(...keys);
    expect(report).to.include({ state: 'up', reason: 'all-hosts-reachable', reachable: 1, total: 1 });
    expect(code).to.equal(0);
  });

  it('exits 4 when the interface that alone counts is not there, and says where the chain breaks', async () => {
    const { code, stdout } = await runCli('status', '--link-only', '--interface', 'nonesuch0');
    expect(stdout).to.match(/^down: no-interface\ninterface: no interface that counts is there\n/);
    expect(code).to.equal(4);
  });

  it('says that it polls because it was asked to', async () => {
    const { stdout } = await runCli('status', '--no-netlink', '--link-only');
    expect(stdout).to.match(/^events by polling, .*\(enableNetlink is false\)\n$/m);
  });

  it('exits 5 when the monitor fails, with the reason in the report and on standard error', async () => {
    const context = new TestContext(sourceThat((_, onFailure) => onFailure(new Error('the socket is gone'))));
    expect(await status({ linkOnly: true, json: true }, context)).to.equal(5);
    expect(JSON.parse(context.printed.join(''))).to.include({ state: 'unknown', reason: 'monitor-failed' });
    expect(context.warned).to.deep.equal(['the socket is gone']);
  });

  it('exits 5 when the monitor comes to no decision', async () => {
    const asked: number[] = [];
    const impatient: Clock = {
      ...systemClock,
      setTimer(callback, delayMs) {
        asked.push(delayMs);
        setImmediate(callback);
        return { cancel: () => {} };
      },
    };
    const context = new TestContext(
      sourceThat(() => {}),
      impatient,
    );
    expect(await status({ host: ['127.0.0.1:9'], timeout: '2s' }, context)).to.equal(5);
    expect(context.printed[0]).to.match(/^unknown: monitor-failed \(0 of 1\)\n/);
    expect({ asked, warned: context.warned }).to.deep.equal({
      asked: [17_000],
      warned: ['no decision within 17000 ms'],
    });
  });

  it('prints nothing when it is interrupted', async () => {
    const context = new TestContext(sourceThat(() => context.interrupt('SIGINT')));
    const reason = await status({ linkOnly: true }, context).then(
      () => null,
      (error: unknown) => error,
    );
    expect(reason).to.be.instanceOf(Interrupted);
    expect(reportFailure(reason, context)).to.equal(130);
    expect([...context.printed, ...context.warned]).to.deep.equal([]);
  });
});
