import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { readRecording } from '../../lib/replay/recording-file.ts';
import { reasonOf } from '../support/codes.ts';
import { Scratch } from '../support/scratch.ts';

const HEADER = {
  type: 'header',
  format: 'netwake-recording',
  version: 1,
  netwake: '0.1.0',
  wall: '2026-01-01T00:00:00.000Z',
  anonymized: false,
  events: 'netlink',
  probes: 'native',
  settings: {
    checkIntervalMs: 1,
    checkTimeoutMs: 1,
    checkHosts: [],
    auditIntervalMs: null,
    preferredInterfaces: [],
    ignoreInterfaces: [],
  },
  checkpoint: null,
};
const CHECK = { at: 1, type: 'check' };
const END = { at: 2, type: 'end', reason: 'stopped' };

describe('a recording that is read', () => {
  let scratch: Scratch;
  let file: string;

  beforeEach(() => {
    scratch = new Scratch();
    file = scratch.path('recording');
  });

  afterEach(() => scratch[Symbol.dispose]());

  const write = (...lines: Array<object | string>): void =>
    writeFileSync(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));

  it('has a header and entries, and is whole when it has an end', async () => {
    write(HEADER, CHECK, END);
    const recording = await readRecording(file);
    expect(recording.header).to.deep.equal(HEADER);
    expect(recording.entries).to.deep.equal([
      { line: 2, entry: CHECK },
      { line: 3, entry: END },
    ]);
    expect(recording.complete).to.equal(true);
  });

  it('is read up to its last whole line when a crash cut it short', async () => {
    writeFileSync(file, `${JSON.stringify(HEADER)}\n${JSON.stringify(CHECK)}\n{"at":2,"type":"che`);
    const recording = await readRecording(file);
    expect(recording.entries).to.have.length(1);
    expect(recording.complete).to.equal(false);
  });

  for (const [what, lines, line] of [
    ['a line in the middle that is no JSON', [HEADER, '{"at":1,', END], 2],
    ['an entry of an unknown kind', [HEADER, { at: 1, type: 'surprise' }], 2],
    ['an entry without its time', [HEADER, { type: 'check' }], 2],
    ['a field of the wrong type', [HEADER, CHECK, { at: 1, type: 'fired', timer: 'one' }], 3],
    ['a datagram that is no base64', [HEADER, { at: 1, type: 'read', tape: ['a b'] }], 2],
    ['an outcome that there is not', [HEADER, { at: 1, type: 'read', tape: ['!lost'] }], 2],
    ['a newer version', [{ ...HEADER, version: 2 }], 1],
    ['something else than a recording', [{ hello: 'world' }], 1],
    ['a header that lacks something', [{ ...HEADER, settings: undefined }], 1],
    ['a first line that is no JSON', ['netwake'], 1],
    ['a line that holds no object', [HEADER, '7'], 2],
  ] as const) {
    it(`is refused with its line for ${what}`, async () => {
      write(...lines);
      expect(await reasonOf(readRecording(file))).to.include({ code: 'ERR_NETWAKE_RECORDING', file, line });
    });
  }

  it('is refused as a whole when it is empty, or not there', async () => {
    write();
    expect(await reasonOf(readRecording(file))).to.include({ code: 'ERR_NETWAKE_RECORDING', line: null });
    const missing = await reasonOf(readRecording(scratch.path('missing')));
    expect(missing).to.include({ code: 'ERR_NETWAKE_RECORDING', line: null });
    expect(missing.cause).to.include({ code: 'ENOENT' });
  });

  it('says that a newer netwake wrote it', async () => {
    write({ ...HEADER, version: 2 });
    expect((await reasonOf(readRecording(file))).message).to.include('a newer netwake wrote it');
  });
});
