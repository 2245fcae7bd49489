import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import type { NetworkMonitorOptions } from '../../../lib/index.ts';
import { reaches } from '../support/expect-state.ts';
import type { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { Client, connectedLan, CUTS, expectNoWait, NOBODY, SERVER, SERVICE } from './lan.ts';

const OPTIONS: NetworkMonitorOptions = { checkTimeout: '300ms', checkInterval: '30s' };
const REQUESTS = 50;

describe('requests while the internet is cut behind a live LAN', () => {
  let lab: Lab;
  let local: Server;

  beforeEach(async () => {
    lab = await connectedLan();
    local = createServer((socket) => void socket.on('error', () => {}).resume()).listen(80, '127.0.0.1');
    await once(local, 'listening');
  });

  afterEach(async () => {
    local.close();
    await lab[Symbol.asyncDispose]();
  });

  for (const { title, cut, mend } of CUTS) {
    it(`never park and never slow to the LAN and to localhost, and park to the internet: ${title}`, async () => {
      await using monitor = new NetworkMonitor(OPTIONS);
      await monitor.start();
      await reaches(monitor, 'up');
      const client = new Client(monitor);
      await cut(lab);
      await Promise.all([monitor.check(), reaches(monitor, 'down')]);
      const far = client.to(SERVICE);
      await client.parks(`${SERVICE}:80`);
      const tookMs: number[] = [];
      for (let request = 0; request < REQUESTS; request++)
        tookMs.push(await client.to(SERVER), await client.to('localhost'), await client.to('127.0.0.1'));
      expect(monitor.state).to.equal('down');
      expect(client.parked).to.deep.equal([`${SERVICE}:80`]);
      expectNoWait(tookMs);
      await mend(lab);
      await far;
      expect(client.resumed).to.deep.equal([`${SERVICE}:80`]);
      await monitor.waitForNetwork({ timeout: '5s' });
    });

    it(`are given back to the internet, and not to the LAN, when they fail of it: ${title}`, async () => {
      await using monitor = new NetworkMonitor(OPTIONS);
      await monitor.start();
      await reaches(monitor, 'up');
      const client = new Client(monitor, { maxAttempts: 1, attemptTimeout: '400ms' });
      await cut(lab);
      const far = client.to(SERVICE);
      await reaches(monitor, 'down');
      await client.to(SERVER);
      await mend(lab);
      await far;
      expect(client.resumed).to.deep.equal([`${SERVICE}:80`]);
    });
  }

  it('all park but those to localhost when the cable goes too, and each resumes when its own path is back', async () => {
    await using monitor = new NetworkMonitor(OPTIONS);
    await monitor.start();
    await reaches(monitor, 'up');
    const client = new Client(monitor);
    const [block] = CUTS;
    await block!.cut(lab);
    await Promise.all([monitor.check(), reaches(monitor, 'down', 'unreachable')]);
    await lab.pullCable();
    await reaches(monitor, 'down', 'no-carrier');
    const far = client.to(SERVICE);
    const near = client.to(SERVER);
    await client.to('localhost');
    expect(client.resumed).to.deep.equal([]);
    await lab.plugCable();
    await near;
    expect([client.resumed, monitor.state]).to.deep.equal([[`${SERVER}:80`], 'down']);
    await block!.mend(lab);
    await far;
    expect(client.resumed).to.deep.equal([`${SERVER}:80`, `${SERVICE}:80`]);
    expect(client.parked.toSorted()).to.deep.equal([`${SERVER}:80`, `${SERVICE}:80`]);
  });

  it('use up their attempts on a host that is dead in a healthy network', async () => {
    // The kernel asks three times for its address, a second apart by default.
    await lab.host.run('sysctl -qw net.ipv4.neigh.eth0.retrans_time_ms=100');
    await using monitor = new NetworkMonitor(OPTIONS);
    await monitor.start();
    await reaches(monitor, 'up');
    const client = new Client(monitor, { maxAttempts: 3 });
    const error = await client.to(NOBODY).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
    expect(error).to.have.nested.property('cause.code', 'EHOSTUNREACH');
    expect(error).to.have.property('attempts').with.length(3);
    expect([client.parked, monitor.state]).to.deep.equal([[], 'up']);
  });
});

describe('requests to a LAN that has a cable of its own', () => {
  it('park when that is pulled, although the internet is there, and resume when it is back', async () => {
    await using lab = await connectedLan();
    await lab.plug({ name: 'eth1', peer: 'r1', addresses: ['10.1.0.2/24'], peerAddresses: ['10.1.0.9/24'] });
    await using monitor = new NetworkMonitor(OPTIONS);
    await monitor.start();
    await reaches(monitor, 'up');
    const client = new Client(monitor, { maxAttempts: 1, attemptTimeout: '500ms' });
    await client.to('10.1.0.9');
    using target = monitor.target('10.1.0.9:80');
    expect(target.isUsable()).to.equal(true);
    const gone = once(target, 'state');
    await lab.pullCable('r1');
    expect((await gone)[0]).to.include({ state: 'down', previous: 'up', reason: 'no-carrier' });
    const near = client.to('10.1.0.9');
    await client.to(SERVICE);
    await lab.plugCable('r1');
    await near;
    expect([client.parked, client.resumed, monitor.state]).to.deep.equal([['10.1.0.9:80'], ['10.1.0.9:80'], 'up']);
  });
});
