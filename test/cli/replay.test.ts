import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Scratch } from '../support/scratch.ts';
import { outcomeOf, runCli, startCliIn } from './support/run-cli.ts';

const recordingOf = (name: string): string => fileURLToPath(new URL(`../recordings/${name}.ndjson`, import.meta.url));
const PULLED = recordingOf('cable-pulled');

describe('replay', () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
  });

  afterEach(() => scratch[Symbol.dispose]());

  /** A copy of the recording in which something is other. */
  const altered = (change: (text: string) => string): string => {
    const file = scratch.path('altered');
    writeFileSync(file, change(readFileSync(PULLED, 'utf8')));
    return file;
  };

  it('prints the states as watch does, that they are the recorded ones, and exits 0', async () => {
    const { code, stdout, stderr } = await runCli('replay', PULLED);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[1]).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}down {6}no-carrier {12}if1$/);
    expect(lines.at(-1)).to.equal('the same as recorded: 4 changes');
    expect({ code, stderr, lines: lines.length }).to.deep.equal({ code: 0, stderr: '', lines: 5 });
  });

  it('prints JSON, the records of watch and one of the replay', async () => {
    const { code, stdout } = await runCli('replay', '--json', PULLED);
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records[1]).to.have.all.keys('type', 'state', 'previous', 'reason', 'interface', 'at');
    expect(records[1]).to.include({ type: 'state', state: 'down', reason: 'no-carrier', interface: 'if1' });
    expect(records.at(-1)).to.deep.equal({ type: 'replay', same: true, changes: 4, complete: true, difference: null });
    expect(code).to.equal(0);
  });

  it('begins with the state in which the recording found the monitor', async () => {
    const { stdout } = await runCli('replay', '--json', recordingOf('recorded-while-down'));
    const [first] = stdout.split('\n');
    expect(JSON.parse(first!)).to.include({ type: 'state', state: 'down', previous: 'down', reason: 'interface-down' });
  });

  it('exits 1 with the line where it comes to something else', async () => {
    const file = altered((text) => text.replace('"reason":"no-carrier"', '"reason":"no-route"'));
    const { code, stdout, stderr } = await runCli('replay', file);
    expect(stdout).to.include('not the same as recorded');
    expect(stderr).to.match(
      new RegExp(`^netwake: ${file}:\\d+: the replay differs: .*no-carrier.*no-route[^\\n]*\\n$`),
    );
    expect(code).to.equal(1);
    const json = await runCli('replay', '--json', file);
    expect(JSON.parse(json.stdout.trimEnd().split('\n').at(-1)!)).to.include({ type: 'replay', same: false });
    expect(json.code).to.equal(1);
  });

  it('obeys no sequence of a stranger: neither in a reason nor where the replay differs', async () => {
    const foreign = String.raw`\u001b]0;a\u0007\nnetwake: b`;
    const differs = await runCli(
      'replay',
      altered((text) => text.replaceAll('"reason":"no-carrier"', `"reason":"${foreign}"`)),
    );
    expect(differs.stderr).to.match(/^netwake: \P{Cc}*the replay differs: \P{Cc}*\n$/u);
    expect(differs.code).to.equal(1);
    const beginning = readFileSync(recordingOf('recorded-while-down'), 'utf8');
    const { stdout } = await runCli(
      'replay',
      altered(() => beginning.replaceAll('"reason":"interface-down"', `"reason":"${foreign}"`)),
    );
    expect(stdout).to.match(/^(\P{Cc}+\n)+$/u);
    expect(stdout.split('\n')[0]).to.match(/ down .*netwake: b/);
  });

  it('exits 0 with a note when the recording was cut short', async () => {
    const file = altered((text) => text.slice(0, -30));
    const { code, stderr } = await runCli('replay', file);
    expect(stderr).to.match(/^netwake: [^\n]*has no end[^\n]*\n$/);
    expect(code).to.equal(0);
  });

  for (const [what, change] of [
    ['is broken in the middle', (text: string) => text.replace('{"at":', '{"at",')],
    ['is of a newer version', (text: string) => text.replace('"version":1', '"version":2')],
    ['has a version that is none', (text: string) => text.replace('"version":1', '"version":{"toString":1}')],
    ['is of a version in words', (text: string) => text.replace('"version":1', String.raw`"version":"\u001b[2J\n"`)],
    ['is no recording', () => 'hello\n'],
  ] as const) {
    it(`exits 65 with file and line when the file ${what}`, async () => {
      const file = altered(change);
      const { code, stdout, stderr } = await runCli('replay', file);
      expect(stderr).to.match(new RegExp(`^netwake: ${file}:\\d+: \\P{Cc}+\\n$`, 'u'));
      expect({ code, stdout }).to.deep.equal({ code: 65, stdout: '' });
    });
  }

  it('exits 65 when there is no such file, and 64 when none is named', async () => {
    const missing = await runCli('replay', scratch.path('missing'));
    expect(missing.stderr).to.match(/^netwake: \S+missing: can't be read: ENOENT\n$/);
    expect(missing.code).to.equal(65);
    expect((await runCli('replay')).code).to.equal(64);
    expect((await runCli('replay', PULLED, '--host', '127.0.0.1:1')).code).to.equal(64);
  });

  it('--anonymize prints a copy in which the names are others, and that replays to the same', async () => {
    const { code, stdout } = await runCli('replay', '--anonymize', PULLED);
    expect(code).to.equal(0);
    const hostOf = (text: string): string =>
      (JSON.parse(text.split('\n')[0]!) as { settings: { checkHosts: Array<{ host: string }> } }).settings
        .checkHosts[0]!.host;
    expect(hostOf(stdout)).to.not.equal(hostOf(readFileSync(PULLED, 'utf8')));
    const copy = scratch.path('copy');
    writeFileSync(copy, stdout);
    expect(await runCli('replay', copy)).to.include({ code: 0 });
  });

  for (const flag of ['--json', '--anonymize'])
    it(`${flag} exits 1 before it prints anything where datagrams lack the addon`, async () => {
      const elsewhere = `data:text/javascript,Object.defineProperty(process,'platform',{value:'sunos'})`;
      const child = startCliIn({ NODE_OPTIONS: `--import=${elsewhere}` }, 'replay', flag, PULLED);
      const { code, stdout, stderr } = await outcomeOf(child);
      expect(stderr).to.match(/^netwake: datagrams can't be [^\n]*without the addon: [^\n]*sunos\n$/);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });
});
