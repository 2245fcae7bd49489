import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { Scratch } from '../support/scratch.ts';
import { EventClient, fetchPage } from './support/event-client.ts';
import { type Cli, exitOf, linesOf, nextLine, runCli, startCli } from './support/run-cli.ts';

const AT_ANY_PORT = ['serve', '--listen', '127.0.0.1:0'];

describe('netwake serve', () => {
  let host: Server;
  let hostName: string;
  let child: Cli | null = null;

  before(async () => {
    host = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(host, 'listening');
    hostName = `127.0.0.1:${(host.address() as { port: number }).port}`;
  });

  after(() => void host.close());

  afterEach(() => {
    child?.kill('SIGKILL');
    child = null;
  });

  /** Starts a server of this network, and answers where it is and what it prints after that. */
  async function start(...flags: string[]): Promise<{ url: string; lines: AsyncGenerator<string, void> }> {
    child = startCli(...AT_ANY_PORT, '--host', hostName, ...flags);
    const lines = linesOf(child);
    const [, url = ''] = /(http:[^"\s]+)/.exec(await nextLine(lines)) ?? [];
    return { url, lines };
  }

  async function startDecided(...flags: string[]): Promise<string> {
    const { url, lines } = await start(...flags);
    expect(await nextLine(lines)).to.match(/up +all-hosts-reachable +lo$/);
    return url;
  }

  it('has a page, metrics, events, its health and the snapshot', async () => {
    const url = await startDecided();
    const types: Array<[path: string, type: RegExp, holds: string]> = [
      ['', /^text\/html; charset=utf-8$/, '<h1 class="up">up</h1>'],
      ['metrics', /^text\/plain; version=0\.0\.4; charset=utf-8$/, 'netwake_state{state="up"} 1'],
      ['healthz', /^application\/json$/, '{"status":"ok","state":"up","reason":"all-hosts-reachable"'],
      ['api/snapshot', /^application\/json$/, '"diagnosis":[{"link":"interface"'],
    ];
    for (const [path, type, holds] of types) {
      const { status, headers, body } = await fetchPage(url + path);
      expect(status, path).to.equal(200);
      expect(headers['content-type'], path).to.match(type);
      expect(body, path).to.include(holds);
    }
    const { since, hosts } = JSON.parse((await fetchPage(`${url}api/snapshot`)).body) as {
      since: string;
      hosts: Array<{ host: string; checkedAt: string }>;
    };
    expect(new Date(since).toISOString()).to.equal(since);
    expect(new Date(hosts[0]!.checkedAt).toISOString()).to.equal(hosts[0]!.checkedAt);
    const client = await EventClient.open(`${url}events`);
    const { data } = await client.next();
    expect(data).to.deep.equal({
      ...{ type: 'state', state: 'up', previous: 'unknown', reason: 'all-hosts-reachable', interface: 'lo', at: since },
    });
    client.close();
  });

  it('prints JSON when that is asked for', async () => {
    const { url, lines } = await start('--json');
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/$/);
    expect(JSON.parse(await nextLine(lines))).to.include({ type: 'state', state: 'up', previous: 'unknown' });
  });

  it('refuses an address that is in use, in one line', async () => {
    const { port } = host.address() as { port: number };
    const { code, stdout, stderr } = await runCli('serve', '--listen', hostName, '--host', hostName);
    expect(stderr).to.equal(`netwake: can't listen on http://127.0.0.1:${port}/: it is in use (EADDRINUSE)\n`);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends well at ${signal}, with whoever is connected`, async () => {
      const { url, lines } = await start();
      await nextLine(lines);
      const client = await EventClient.open(`${url}events`);
      await client.next();
      const agent = new Agent({ keepAlive: true });
      await fetchPage(`${url}healthz`, { agent });
      child!.kill(signal);
      expect(await exitOf(child!)).to.equal(0);
      // It ended the stream, and did not break it off: no event is of the end.
      const rest: string[] = [];
      for (let line = await client.line(); line !== undefined; line = await client.line()) rest.push(line);
      expect(rest.filter((line) => line !== '')).to.deep.equal([]);
      expect(client.response.complete).to.equal(true);
      expect((await lines.next()).done).to.equal(true);
      agent.destroy();
    });
  }

  it('reads its file again at SIGHUP, and its clients stay', async () => {
    using scratch = new Scratch();
    const config = scratch.path('netwake.yaml');
    writeFileSync(config, 'preset: balanced');
    const url = await startDecided('--config', config);
    const notes = createInterface({ input: child!.stderr })[Symbol.asyncIterator]();
    const client = await EventClient.open(`${url}events`);
    expect((await client.next()).data).to.include({ state: 'up', previous: 'unknown' });
    writeFileSync(config, 'network_monitor: { preferred_ifaces: [nonesuch0] }');
    child!.kill('SIGHUP');
    expect((await client.next()).data).to.include({ state: 'down', previous: 'up', reason: 'no-interface' });
    expect((await notes.next()).value).to.match(/has been read again$/);
    const late = await EventClient.open(`${url}events`);
    expect((await late.next()).data).to.include({ state: 'down', previous: 'up', reason: 'no-interface' });
    late.close();
    expect((await fetchPage(`${url}metrics`)).body).to.include('netwake_state{state="down"} 1');
    writeFileSync(config, 'preset: balanced');
    child!.kill('SIGHUP');
    expect((await client.next()).data).to.include({ state: 'up', previous: 'down' });
    client.close();
  });

  it('refuses a bad file at its start', async () => {
    using scratch = new Scratch();
    const config = scratch.path('netwake.yaml');
    writeFileSync(config, 'preset: hasty');
    const { code } = await runCli(...AT_ANY_PORT, '--host', hostName, '--config', config);
    expect(code).to.equal(78);
  });

  it('ends when nobody reads what it prints any more', async () => {
    using scratch = new Scratch();
    const config = scratch.path('netwake.yaml');
    writeFileSync(config, 'preset: balanced');
    await startDecided('--config', config);
    child!.stdout.destroy();
    writeFileSync(config, 'network_monitor: { preferred_ifaces: [nonesuch0] }');
    child!.kill('SIGHUP');
    expect(await exitOf(child!)).to.equal(0);
  });
});
