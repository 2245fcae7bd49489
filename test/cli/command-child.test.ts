import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CommandChild } from '../../lib/cli/command-child.ts';
import { descendantsOf } from '../../lib/cli/process-record.ts';
import { systemClock } from '../../lib/clock.ts';
import { rejectionOf } from '../support/failure.ts';
import { Scratch } from '../support/scratch.ts';

// By which those that this test has started can be told from all others.
const SLEEP = `600.${process.pid}`;

/** The ids of all that sleep so long, and have not ended. */
function sleepers(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => textOf(`/proc/${pid}/cmdline`).split('\0')[1] === SLEEP)
    .map(Number);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

describe('a process of a command', () => {
  afterEach(() => {
    for (const pid of sleepers()) process.kill(pid, 'SIGKILL');
  });

  it('is ended with what descends from it, and that grows no more as soon as it is looked at', async () => {
    using scratch = new Scratch();
    const grown = scratch.path('grown');
    const grow = `i=0; while [ $i -lt 20000 ]; do sleep ${SLEEP} & i=$((i+1)); done; touch ${grown}; wait`;
    const child = new CommandChild(['sh', '-c', grow], systemClock);
    while (descendantsOf(child.pid!).length < 20) await new Promise(setImmediate);
    await child.stop(10_000, () => {});
    expect(sleepers()).to.deep.equal([]);
    expect(existsSync(grown)).to.equal(false);
    expect(await child.ended).to.deep.equal({ code: 143, signal: 'SIGTERM' });
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
