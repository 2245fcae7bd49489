import { type Command, Option } from 'commander';
import { parsePositiveDuration } from '../duration.ts';
import type { MinimumState } from '../monitor/waiters.ts';
import type { CommandContext } from './context.ts';
import { addCommonOptions, checkedBy, type CommonFlags } from './options.ts';

/** The flags of `netwake wait`, as commander hands them over. */
export interface WaitFlags extends CommonFlags {
  for?: string;
  state?: MinimumState;
  family?: '4' | '6';
  quiet?: boolean;
}

const HELP = `
The network is usable when some check host answers (degraded), or all do (up);
a refused connection is an answer. With --family it must be usable over that
family: some host answers over it, and for up all that have an address of it.
With --link-only nothing is probed: an interface with carrier and an address
(of that family) will do. Of several --interface any will do, and no other
counts.

Exits 0 when the network is as wanted, 1 with the reason when it is not in time
or can't be told, 64 for bad usage, 78 for a bad config file, 130 and 143 when
interrupted.

Examples:
  netwake wait --for 30s && rsync -a /srv/ backup:/srv/
  netwake wait --host db.lan:5432 --for 1m
  netwake wait --link-only --interface eth0 --family 6
`;

/** Declares `netwake wait`. */
export function addWait(program: Command, context: CommandContext): void {
  const command = program.command('wait').description('wait until the network can be used');
  command
    .option('--for <duration>', 'no longer than this, since the process began', checkedBy(parsePositiveDuration))
    .addOption(new Option('--state <state>', 'the least that will do; default degraded').choices(['up', 'degraded']))
    .addOption(new Option('--family <family>', 'usable over IPv4, or over IPv6').choices(['4', '6']))
    .addOption(new Option('--quiet', 'print nothing, exit only').conflicts('json'));
  addCommonOptions(command)
    .addHelpText('after', HELP)
    .action(async (flags: WaitFlags) => {
      const { wait } = await import('./wait.ts');
      process.exitCode = await wait(flags, context);
    });
}
