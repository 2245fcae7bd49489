import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CommandChild } from '../../lib/cli/command-child.ts';
import { descendantsOf } from '../../lib/cli/process-record.ts';
import { systemClock } from '../../lib/clock.ts';
import { rejectionOf } from '../support/failure.ts';
import { Scratch } from '../support/scratch.ts';

// In the environment of those that this test has started, by which they can be told from all others.
const MARK = ['NETWAKE_TEST_FAMILY', String(process.pid)] as const;

/** The ids of all that this test has started, directly or not, and that have not ended. */
function relatives(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => textOf(`/proc/${pid}/environ`).split('\0').includes(MARK.join('=')))
    .map(Number);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

// Its forks take long, for each copies all that is mapped, which is much and can't be merged: a signal comes in the middle of
// one. It has a handler, for what kills a process ends its fork as well.
const SLOW_FORKS = `
import mmap, os, signal
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
readable = [mmap.PROT_READ, mmap.PROT_READ | mmap.PROT_WRITE]
mapped = [mmap.mmap(-1, mmap.PAGESIZE, flags=flags, prot=readable[i % 2]) for i in range(60_000)]
for each in mapped[1::2]:
    each[0] = 1
for _ in range(500):
    if os.fork() == 0:
        os.execvp('sleep', ['sleep', '600'])
os.wait()
`;

describe('a process of a command', () => {
  before(() => (process.env[MARK[0]] = MARK[1]));
  after(() => delete process.env[MARK[0]]);
  afterEach(() => {
    for (const pid of relatives()) process.kill(pid, 'SIGKILL');
  });

  it('is ended with what descends from it, and that grows no more as soon as it is looked at', async () => {
    using scratch = new Scratch();
    const grown = scratch.path('grown');
    const grow = `i=0; while [ $i -lt 20000 ]; do sleep 600 & i=$((i+1)); done; touch ${grown}; wait`;
    const child = new CommandChild(['sh', '-c', grow], systemClock);
    while (descendantsOf(child.pid!).length < 20) await new Promise(setImmediate);
    await child.stop(10_000, () => {});
    expect(relatives()).to.deep.equal([]);
    expect(existsSync(grown)).to.equal(false);
    expect(await child.ended).to.deep.equal({ code: 143, signal: 'SIGTERM' });
  });

  it('is ended with the child of a fork that had begun', async () => {
    const child = new CommandChild(['python3', '-c', SLOW_FORKS], systemClock);
    while (relatives().filter((pid) => textOf(`/proc/${pid}/comm`) === 'sleep\n').length < 2)
      await new Promise(setImmediate);
    await child.stop(10_000, () => {});
    expect(relatives()).to.deep.equal([]);
  });

  it('that has ended by itself is not ended again', async () => {
    const child = new CommandChild(['sh', '-c', 'exit 3'], systemClock);
    expect(await child.ended).to.deep.equal({ code: 3, signal: null });
    await child.stop(0, () => expect.fail('nothing is there to be killed'));
    child.kill('SIGTERM');
  });

  for (const [what, command, code] of [
    ['not found', 'nonesuch-command', 127],
    ['no program', '/etc/passwd', 126],
    ['beneath a file', '/etc/passwd/command', 126],
  ] as const) {
    it(`that can't be started because it is ${what} says so once it is waited for: ${code}`, async () => {
      const child = new CommandChild([command], systemClock);
      await child.stop(0, () => expect.fail('nothing is there to be killed'));
      const error = await rejectionOf(child.ended);
      expect(error).to.include({ code: 'ERR_NETWAKE_COMMAND' });
      expect((error as { exit: unknown }).exit).to.deep.equal({ code, signal: null });
    });
  }
});
