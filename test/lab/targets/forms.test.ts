import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import type { NetworkMonitorOptions } from '../../../lib/index.ts';
import type { NameResolver } from '../../../lib/monitor/resolver.ts';
import { Scratch } from '../../support/scratch.ts';
import { reaches } from '../support/expect-state.ts';
import type { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { Client, connectedLan, CUTS, SERVER, SERVICE } from './lan.ts';

const OPTIONS: NetworkMonitorOptions = { checkTimeout: '300ms', checkInterval: '30s' };
const SERVER6 = '2001:db8::9';
const NAMES: Readonly<Record<string, string>> = { 'nas.example': SERVER, 'far.example': SERVICE };

// No name is asked of anybody: where the tests run there may be nobody.
const resolver: NameResolver = {
  resolve: async (name) => [{ family: 4, address: NAMES[name]! }],
  cancel: () => {},
};

describe('a target behind a live LAN, with the internet cut', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await connectedLan();
    await lab.host.run('ip addr add 2001:db8::2/64 dev eth0 nodad');
    await lab.internet.run(`ip addr add ${SERVER6}/64 dev r0 nodad`);
    monitor = new NetworkMonitor(OPTIONS, { resolver });
    await monitor.start();
    await reaches(monitor, 'up');
    await CUTS[0]!.cut(lab);
    await Promise.all([monitor.check(), reaches(monitor, 'down')]);
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
  });

  for (const [form, target, host] of [
    ['an address', SERVER, SERVER],
    ['an address with a port', `${SERVER}:80`, SERVER],
    ['a URL', `http://${SERVER}/export?from=march`, SERVER],
    ['a name', 'nas.example:80', SERVER],
    ['the URL of a name', 'http://NAS.example/', SERVER],
    ['an IPv6 address with a port', `[${SERVER6}]:80`, SERVER6],
    ['the URL of an IPv6 address', `http://[${SERVER6}]/`, SERVER6],
  ] as const) {
    it(`is used without parking when it is given as ${form}`, async () => {
      const client = new Client(monitor);
      await client.request(target, { host, port: host === target ? 53 : 80 });
      expect([client.parked, monitor.state]).to.deep.equal([[], 'down']);
      using held = monitor.target(target);
      await held.waitUntilUsable({ timeout: '5s' });
      expect(held.isUsable()).to.equal(true);
    });
  }

  it('parks by its name, when that leads into the internet', async () => {
    const client = new Client(monitor);
    const far = client.request('http://far.example/', { host: SERVICE, port: 80 });
    await client.parks('http://far.example/');
    await CUTS[0]!.mend(lab);
    await far;
    expect(client.resumed).to.deep.equal(['http://far.example/']);
  });
});

describe('a Unix socket as a target', () => {
  it('never parks, without a cable either', async () => {
    await using lab = await connectedLan();
    using scratch = new Scratch();
    const path = scratch.path('app.sock');
    const server = createServer((socket) => void socket.on('error', () => {}).resume()).listen(path);
    await once(server, 'listening');
    try {
      await using monitor = new NetworkMonitor(OPTIONS);
      await monitor.start();
      await lab.pullCable();
      await reaches(monitor, 'down', 'no-carrier');
      const client = new Client(monitor);
      for (const target of [path, `unix:${path}`, `http+unix://${encodeURIComponent(path)}/`])
        await client.request(target, { path });
      expect([client.parked, monitor.state]).to.deep.equal([[], 'down']);
    } finally {
      server.close();
    }
  });
});

describe("a target behind a VPN's half-routes", () => {
  // As OpenVPN has them: they cover everything, and leave the default route where it is.
  async function withTunnel(): Promise<Lab> {
    const lab = await connectedLan();
    await lab.plug({ name: 'vpn0', peer: 'p0', addresses: ['10.8.0.2/24'], peerAddresses: ['10.8.0.1/24'] });
    await lab.internet.run('ip addr add 172.16.5.9/32 dev lo');
    await lab.host.run('ip route add 0.0.0.0/1 via 10.8.0.1 && ip route add 128.0.0.0/1 via 10.8.0.1');
    return lab;
  }

  it('parks with the tunnel, and what is in the LAN beside it does not', async () => {
    await using lab = await withTunnel();
    await using monitor = new NetworkMonitor(OPTIONS);
    await monitor.start();
    await reaches(monitor, 'up');
    expect(monitor.snapshot().hosts[0]).to.include({ interface: 'vpn0' });
    const client = new Client(monitor);
    await client.to('172.16.5.9');
    await lab.pullCable('p0');
    await reaches(monitor, 'down', 'no-carrier');
    const behind = client.to('172.16.5.9');
    await client.parks('172.16.5.9:80');
    await client.to(SERVER);
    expect([client.parked, monitor.state]).to.deep.equal([['172.16.5.9:80'], 'down']);
    await lab.plugCable('p0');
    await behind;
    expect(client.resumed).to.deep.equal(['172.16.5.9:80']);
  });

  it('is usable by the default route when the half-routes go', async () => {
    await using lab = await withTunnel();
    await using monitor = new NetworkMonitor(OPTIONS);
    await monitor.start();
    await reaches(monitor, 'up');
    await lab.pullCable('p0');
    await reaches(monitor, 'down', 'no-carrier');
    const client = new Client(monitor);
    const behind = client.to('172.16.5.9');
    await client.parks('172.16.5.9:80');
    await lab.host.run('ip route del 0.0.0.0/1 && ip route del 128.0.0.0/1');
    await behind;
    expect(client.resumed).to.deep.equal(['172.16.5.9:80']);
  });
});
