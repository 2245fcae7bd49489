import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { concerns } from '../support/backend.ts';
import { runCli, startCli } from '../support/cli.ts';
import { Lab } from '../support/lab.ts';
import { probesUnderWay } from '../support/probes-under-way.ts';

const WHY = 'no flag of the command line chooses the prober';

/** Resolves when somebody in the lab listens to the kernel: protocol 0, and groups. */
async function listensToKernel(lab: Lab): Promise<void> {
  while (!/^\S+ 0 +\d+ +0*[1-9a-f]/m.test(await lab.host.run('cat /proc/net/netlink'))) continue;
}

concerns(['netlink', 'polling'], WHY).describe('netwake wait', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  it('exits 0 on a network that is up', async () => {
    const { code, stdout, stderr } = await runCli('wait', '--state', 'up');
    expect(stdout).to.match(/^up after \d+\.\d s: up \(all-hosts-reachable\)\n$/);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('exits 0 as soon as somebody answers', async () => {
    await lab.block();
    const child = startCli('wait', '--quiet', '--timeout', '300ms');
    await probesUnderWay(lab);
    await lab.unblock();
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  concerns(['netlink'], 'how to see that it polls').it('exits 0 as soon as the cable is plugged', async () => {
    await lab.pullCable();
    const child = startCli('wait', '--quiet');
    await listensToKernel(lab);
    await lab.plugCable();
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('--for 4s while the cable is pulled exits 1 when they are over, and says why', async () => {
    await lab.pullCable();
    const startedMs = performance.now();
    const { code, stdout, stderr } = await runCli('wait', '--for', '4s');
    const tookMs = performance.now() - startedMs;
    expect(stderr).to.match(/^netwake: not usable within 4s: down \(no-carrier\): eth0 has no carrier, [^\n]+\n$/);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    // By how little it is late depends on the machine.
    expect(tookMs).to.be.within(3_900, 10_000);
  });

  it('says who has not answered, when nobody does', async () => {
    await lab.block();
    const { code, stderr } = await runCli('wait', '--timeout', '1m', '--for', '10s');
    expect(stderr).to.match(
      /within 10s: unknown \(starting\): no answer yet from 8\.8\.8\.8, 1\.1\.1\.1, 8\.8\.4\.4\n$/,
    );
    expect(code).to.equal(1);
  });

  it('takes a network on which some hosts answer for usable, and not for up', async () => {
    await lab.block('8.8.4.4');
    const flags = ['--timeout', '300ms', '--for', '10s'];
    expect((await runCli('wait', ...flags)).code).to.equal(0);
    const { code, stderr } = await runCli('wait', '--state', 'up', ...flags);
    expect(stderr).to.match(/not up within 10s: degraded \(some-hosts-reachable\): .*8\.8\.4\.4: ETIMEDOUT/);
    expect(code).to.equal(1);
  });

  it('waits for a host of its own, which may refuse', async () => {
    const { code, stdout } = await runCli('wait', '--json', '--host', '8.8.8.8:9');
    expect(JSON.parse(stdout)).to.include({ reached: true, state: 'up' });
    expect(code).to.equal(0);
  });

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`ends at once on ${signal}: ${expected}`, async () => {
      await lab.block();
      const child = startCli('wait');
      const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      await probesUnderWay(lab);
      child.kill(signal);
      const [stdout, stderr, [code]] = await ended;
      expect({ code: code as unknown, stdout, stderr }).to.deep.equal({ code: expected, stdout: '', stderr: '' });
    });
  }

  it('exits 64 for bad usage and 78 for a bad configuration', async () => {
    expect((await runCli('wait', '--state', 'down')).code).to.equal(64);
    expect((await runCli('wait', '--family', '6')).code).to.equal(64);
    expect((await runCli('wait', '--config', '/nonexistent.yaml')).code).to.equal(78);
  });

  describe('for an interface and a family', () => {
    const LINK = ['--link-only', '--interface', 'eth0'];

    it('is satisfied by an address of the family, and by nothing else', async () => {
      expect((await runCli('wait', ...LINK, '--family', '4', '--for', '5s')).code).to.equal(0);
      const { code, stderr } = await runCli('wait', ...LINK, '--family', '6', '--for', '3s');
      expect(stderr).to.match(
        /not usable over IPv6 within 3s: up \(link-usable\), but no interface has an IPv6 address/,
      );
      expect(code).to.equal(1);
    });

    concerns(['netlink'], 'how to see that it polls').it('hears of the address when it comes', async () => {
      const child = startCli('wait', ...LINK, '--family', '6', '--quiet');
      await listensToKernel(lab);
      await lab.host.run('ip addr add 2001:db8::2/64 dev eth0 nodad');
      expect(await once(child, 'exit')).to.deep.equal([0, null]);
    });

    it('is satisfied by a host that answers over it', async () => {
      await lab.plug({ name: 'eth6', peer: 'r6', addresses: ['2001:db8::2/64'], peerAddresses: ['2001:db8::1/64'] });
      const hosts = ['--host', '8.8.8.8:53', '--host', '[2001:db8::1]:53'];
      expect((await runCli('wait', ...hosts, '--family', '6')).code).to.equal(0);
      await lab.host.run('ip link set eth6 down');
      const { code, stderr } = await runCli('wait', ...hosts, '--family', '6', '--for', '5s');
      expect(stderr).to.match(/but not over IPv6: 2001:db8::1: [^\n]+\n$/);
      expect(code).to.equal(1);
    });
  });
});
