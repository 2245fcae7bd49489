import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { concerns } from '../support/backend.ts';
import { runCli, startCli } from '../support/cli.ts';
import { Lab } from '../support/lab.ts';
import { probesUnderWay } from '../support/probes-under-way.ts';

const WHY = 'no flag of the command line chooses the prober';

concerns(['netlink', 'polling'], WHY).describe('netwake status', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  it('exits 0 and names every host when all answer', async () => {
    const { code, stdout, stderr } = await runCli('status');
    expect(stdout).to.match(/^up: all-hosts-reachable \(3 of 3\)\n/);
    for (const host of ['8.8.8.8', '1.1.1.1', '8.8.4.4']) {
      expect(stdout).to.match(
        new RegExp(`^${host}:(53|443) +\\d+\\.?\\d* ms +eth0 +10\\.0\\.0\\.2 +10\\.0\\.0\\.1$`, 'm'),
      );
    }
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('exits 3 when some answer: it waits for the whole round, not for its first answer', async () => {
    await lab.block('8.8.4.4');
    const { code, stdout } = await runCli('status', '--json', '--timeout', '300ms');
    expect(JSON.parse(stdout)).to.include({
      state: 'degraded',
      reason: 'some-hosts-reachable',
      reachable: 2,
      total: 3,
    });
    expect(code).to.equal(3);
  });

  it('exits 4 when none answers', async () => {
    await lab.block();
    const { code, stdout } = await runCli('status', '--timeout', '300ms');
    expect(stdout)
      .to.match(/^down: unreachable \(0 of 3\)\n/)
      .and.match(/^8\.8\.8\.8\S* +ETIMEDOUT /m);
    expect(code).to.equal(4);
  });

  it('exits 4 without a probe when the cable is pulled', async () => {
    await lab.pullCable();
    const { code, stdout } = await runCli('status');
    expect(stdout)
      .to.match(/^down: no-carrier \(0 of 3\)\n/)
      .and.match(/^eth0 +(veth|unknown) +no carrier /m);
    expect(code).to.equal(4);
  });

  it('exits 130 on SIGINT and 143 on SIGTERM, at once and without output', async () => {
    await lab.block();
    for (const [signal, expected] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const child = startCli('status', '--timeout', '10m');
      await probesUnderWay(lab);
      const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      child.kill(signal);
      const [stdout, stderr, [code]] = await ended;
      expect({ code: code as unknown, stdout, stderr }).to.deep.equal({ code: expected, stdout: '', stderr: '' });
    }
  });
});
