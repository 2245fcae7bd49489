import { expect } from 'chai';
import { recordingLog } from '../../lib/cli/recording-log.ts';
import { Scratch } from '../support/scratch.ts';
import { outcomeOf, startCliIn } from './support/run-cli.ts';

describe('a recording by NETWAKE_RECORD', () => {
  it('that can not be made is told in one line, and in nobody’s way', async () => {
    using scratch = new Scratch();
    const file = scratch.path('nowhere/a.ndjson');
    const { stdout, stderr } = await outcomeOf(startCliIn({ NETWAKE_RECORD: file }, 'status', '--link-only'));
    expect(stdout).to.match(/\nevents by /);
    expect(stderr)
      .to.match(/^netwake: [^\n]*: the recording could not be started: [^\n]*ENOENT[^\n]*\n$/)
      .and.include(file);
  });

  it('that fails is told', async () => {
    const { stderr } = await outcomeOf(startCliIn({ NETWAKE_RECORD: '/dev/full' }, 'status', '--link-only'));
    expect(stderr).to.match(/^netwake: \/dev\/full: the recording failed and has ended: ENOSPC[^\n]*\n$/);
  });

  for (const flag of ['--quiet', '--json']) {
    it(`is not told where run is to say nothing, or nothing but objects: ${flag}`, async () => {
      using scratch = new Scratch();
      const given = { NETWAKE_RECORD: scratch.path('nowhere/a.ndjson') };
      const { stderr } = await outcomeOf(startCliIn(given, 'run', '--link-only', flag, '--', 'true'));
      expect(stderr).not.to.include('recording');
    });
  }
});

describe('the log of the monitor of a command', () => {
  it('is told where it speaks of a recording: all else the command tells itself', () => {
    const told: string[] = [];
    const log = recordingLog((text) => told.push(text));
    log.warn({ path: '/tmp/a', maxBytes: 9 }, 'the recording is as large as it may be and has ended');
    log.warn({ fallbackReason: 'EPERM' }, 'netlink is not available, polling instead');
    log.error({ error: new Error('gone') }, 'the network monitor failed');
    log.info({ path: '/tmp/a' }, 'more of it');
    expect(told).to.deep.equal(['/tmp/a: the recording is as large as it may be and has ended']);
  });
});
