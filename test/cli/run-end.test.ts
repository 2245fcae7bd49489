import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { exitOf, failureOf, startFailureOf, throwIfMissing } from '../../lib/cli/command-error.ts';
import { reportFailure } from '../../lib/cli/failure.ts';
import { OutOfTime, runExitCode } from '../../lib/cli/run-end.ts';
import { Signalled } from '../../lib/cli/signalled.ts';
import {
  AttemptTimeoutError,
  NetworkDownError,
  NetworkWaitError,
  PathLostError,
  RetryError,
} from '../../lib/retry/index.ts';
import { thrownBy } from '../support/codes.ts';
import { failure } from '../support/failure.ts';
import { Scratch } from '../support/scratch.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

const exhausted = (cause: unknown): RetryError => new RetryError('curl', 5, [], cause);
const failed = failureOf('curl', { code: 7, signal: null });
const waited = new NetworkWaitError('curl', 50, failed);
const lost = new PathLostError('curl', { cause: 'address', interface: 'eth0', source: '10.0.0.2', unusedMs: 0 });

describe('the exit code of netwake run', () => {
  for (const [what, error, lastCode, expected] of [
    ['the code of the command that is not tried again', failed, 7, 7],
    ['the code of its last attempt', exhausted(failed), 7, 7],
    ['that of a command that was killed', exhausted(failureOf('curl', exitOf(null, 'SIGSEGV'))), 139, 139],
    ['127 of one that is not found', startFailureOf('curl', failure('ENOENT')), null, 127],
    ['127 of one without a name', startFailureOf('', failure('ERR_INVALID_ARG_VALUE')), null, 127],
    ['126 of one that is not to be executed', startFailureOf('./curl', failure('EACCES')), null, 126],
    ['126 of one with too many arguments', startFailureOf('curl', failure('E2BIG')), null, 126],
    ['124 when all time is over', new OutOfTime('curl', '1h'), 7, 124],
    ['124 when the time of the last attempt is', exhausted(new AttemptTimeoutError('curl', 50)), 7, 124],
    ['the last code when the network does not come back', waited, 7, 7],
    ['75 when no attempt had come to its end until then', waited, null, 75],
    ['75 when none did because the network went away', exhausted(new NetworkDownError('curl')), null, 75],
    ['75 when none did because the way was lost', exhausted(lost), null, 75],
    ['128 and the number of the signal that came in between', new Signalled('SIGHUP'), 7, 129],
  ] as Array<[string, Error, number | null, number]>) {
    it(`is ${what}`, () => {
      expect(runExitCode(error, lastCode)).to.equal(expected);
    });
  }

  it('is that of a signal for any command that could not end by it', () => {
    const context = new TestContext(sourceThat(() => {}));
    expect(reportFailure(new Signalled('SIGQUIT'), context)).to.equal(131);
    expect(context.warned).to.deep.equal([]);
  });

  it('is none for what is a fault of ours', () => {
    const bug = new TypeError('undefined is not a function');
    expect(() => runExitCode(bug, 7)).to.throw(bug);
  });
});

describe('a command that the system refuses to execute', () => {
  const refused = Object.assign(new Error('permission denied'), { code: 'EACCES' });

  it('has not been found where no folder that may be read has it: 127, as from a shell', () => {
    using scratch = new Scratch();
    expect(startFailureOf('nonesuch', refused, `/nonesuch/folder:${scratch.folder}`).exit.code).to.equal(127);
  });

  it('is missed before a shell is asked to start it', () => {
    expect(thrownBy(() => throwIfMissing('nonesuch', '/nonesuch/folder:/bin'))).to.include({ code: 'ENOENT' });
    for (const name of ['sh', '/nonesuch/program']) throwIfMissing(name, '/nonesuch/folder:/bin');
  });

  it('is no program where one has it, or it is a path: 126', () => {
    using scratch = new Scratch();
    writeFileSync(scratch.path('plain'), '');
    expect(startFailureOf('plain', refused, `/nonesuch:${scratch.folder}`).exit.code).to.equal(126);
    expect(startFailureOf('./plain', refused, '').exit.code).to.equal(126);
  });
});
