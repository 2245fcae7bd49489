import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { reloadOnHangup } from '../../lib/cli/reload.ts';
import type { ReplaceableMonitor } from '../../lib/monitor/replaceable-monitor.ts';
import type { NetworkMonitorOptions } from '../../lib/monitor/settings.ts';
import { settled } from '../support/failure.ts';
import { Scratch } from '../support/scratch.ts';
import { type Cli, COMMAND, exitOf, linesOf, nextLine, startCli } from './support/run-cli.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

describe('watch, when it gets a SIGHUP,', () => {
  let scratch: Scratch;
  let server: Server;
  let host: string;
  let child: Cli | null = null;

  before(async () => {
    server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  });

  after(() => void server.close());

  beforeEach(() => {
    scratch = new Scratch();
  });

  afterEach(() => {
    child?.kill('SIGKILL');
    child = null;
    scratch[Symbol.dispose]();
  });

  /** A watch with a file of this text, by what it says, and what to do to the file. */
  function start(content: string | null): {
    states: AsyncGenerator<string, void>;
    notes: AsyncIterator<string>;
    reload: (text: string) => void;
  } {
    const file = scratch.path('netwake.yaml');
    if (content !== null) writeFileSync(file, content);
    const started = startCli('watch', '--json', '--host', host, ...(content === null ? [] : ['--config', file]));
    child = started;
    return {
      states: linesOf(started),
      notes: createInterface({ input: started.stderr })[Symbol.asyncIterator](),
      reload: (changed) => {
        writeFileSync(file, changed);
        started.kill('SIGHUP');
      },
    };
  }

  const ONLY_ABSENT = 'network_monitor: { preferred_ifaces: [nonesuch0] }';

  it('reads its file again, and tells of the state when that is another by it', async () => {
    const { states, notes, reload } = start('preset: balanced');
    expect(JSON.parse(await nextLine(states))).to.include({ state: 'up', previous: 'unknown' });
    reload(ONLY_ABSENT);
    expect(JSON.parse(await nextLine(states))).to.include({ state: 'down', previous: 'up', reason: 'no-interface' });
    expect((await notes.next()).value).to.match(/^netwake: \S+netwake\.yaml has been read again$/);
    reload('preset: patient');
    expect(JSON.parse(await nextLine(states))).to.include({ state: 'up', previous: 'down' });
    child!.kill('SIGTERM');
    expect((await states.next()).done).to.equal(true);
    expect(await exitOf(child!)).to.equal(0);
  });

  it('says nothing of a state that is the same', async () => {
    const { states, notes, reload } = start('preset: balanced');
    await nextLine(states);
    for (const text of ['preset: patient', 'network_monitor: { check_interval: 1s }']) {
      reload(text);
      expect((await notes.next()).value).to.match(/has been read again$/);
    }
    child!.kill('SIGTERM');
    expect((await states.next()).done).to.equal(true);
  });

  it('goes on with what it had when the file is bad, and says where it is', async () => {
    const { states, notes, reload } = start(ONLY_ABSENT);
    expect(JSON.parse(await nextLine(states))).to.include({ state: 'down', reason: 'no-interface' });
    reload('preset: balanced');
    expect((await notes.next()).value).to.match(/has been read again$/);
    expect(JSON.parse(await nextLine(states))).to.include({ state: 'up', previous: 'down' });
    reload('network_monitor:\n  preferred_iface: [nonesuch0]');
    expect((await notes.next()).value).to.match(
      /^netwake: \S+netwake\.yaml:2:3: network_monitor\.preferred_iface is not known; did you mean preferred_ifaces\?; the values before it stay in force$/,
    );
    child!.kill('SIGTERM');
    expect((await states.next()).done).to.equal(true);
    expect(await exitOf(child!)).to.equal(0);
  });

  it('goes on without a file too', async () => {
    const { states, notes, reload } = start(null);
    await nextLine(states);
    reload('');
    expect((await notes.next()).value).to.equal('netwake: there is no file to read again: --config names none');
    child!.kill('SIGTERM');
    expect(await exitOf(child!)).to.equal(0);
  });
});

describe('watch, when its terminal is closed,', () => {
  it('ends, instead of reading its file again', async () => {
    using scratch = new Scratch();
    const config = scratch.path('netwake.yaml');
    writeFileSync(config, 'preset: balanced');
    // Replaces the shell: the signal of a terminal that is gone is for the leader of its session.
    const command = `exec ${COMMAND.join(' ')} watch --link-only --config ${config}`;
    const terminal = spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    });
    await once(terminal.stdout!, 'data');
    terminal.kill('SIGKILL');
    // Which it inherits, and writes nothing to.
    expect(await text(terminal.stdio[3] as Readable)).to.equal('');
  });
});

describe('a reload', () => {
  it('that is overtaken by another while it reads is dropped', async () => {
    using scratch = new Scratch();
    const config = scratch.path('netwake.yaml');
    writeFileSync(config, 'network_monitor: { check_interval: 3s }');
    const context = new TestContext(sourceThat(() => {}));
    const replaced: NetworkMonitorOptions[] = [];
    const replace = (options: NetworkMonitorOptions): Promise<boolean> => Promise.resolve(replaced.push(options) > 0);
    const snapshot = (): object => ({ backend: { fallbackReason: null } });
    reloadOnHangup({ config }, { replace, snapshot } as unknown as ReplaceableMonitor, context);
    context.hangUp();
    context.hangUp();
    while (context.warned.length === 0) await settled();
    await settled();
    expect(replaced).to.deep.equal([{ checkInterval: '3s' }]);
    expect(context.warned).to.deep.equal([`${config} has been read again`]);
  });
});
