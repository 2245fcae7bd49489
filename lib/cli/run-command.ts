import { type Command, Option } from 'commander';
import { parseDuration, parsePositiveDuration } from '../duration.ts';
import { InvalidOptionError } from '../errors.ts';
import type { CommandContext } from './context.ts';
import { addCommonOptions, checkedBy, type CommonFlags } from './options.ts';
import { JITTERS, type RetryFlags } from './retry-options.ts';

/** How long a command may take to end on SIGTERM. */
export const KILL_GRACE = '5s';

/** The flags of `netwake run`, as commander hands them over. */
export interface RunFlags extends CommonFlags, RetryFlags {
  /** Of the whole; here the limit of a probe is `checkTimeout`. */
  timeout?: string;
  checkTimeout?: string;
  killGrace?: string;
  /** What follows `--no-retry-exit`; true without it. */
  retryExit?: true | number[];
  ignoreHangup?: boolean;
  quiet?: boolean;
}

const HELP = `
An attempt is one process. One that fails while the network is down does not
count: the command waits, and is started again the moment the network is back.
It has this terminal, and these standard streams: what it has read of the input
is gone for the next attempt. Signals are passed on to it (HUP, INT, QUIT,
TERM, USR1, USR2, WINCH); after INT, QUIT and TERM there is no other attempt. A
time limit, and --kill-on-outage, end it and all its descendants by SIGTERM,
then SIGKILL. Attempts and outages are told on standard error, with --json as
one object a line.

nohup alone does not last: Node takes back that SIGHUP is ignored. With
--ignore-hangup neither netwake nor the command is ended by a logout.

Exits with the code of the last attempt, 128 and the number of the signal that
killed it, 127 when the command is not found and 126 when it can't be executed,
both at once; 124 when a time limit has ended it; 75 when --max-network-wait
has ended the wait before any attempt came to its own end; 64 for bad usage, 78
for a bad config file.

Examples:
  netwake run -- curl --fail -O https://example.org/file
  netwake run --max-attempts inf --kill-on-outage=10s -- ssh -N -R 2222:localhost:22 relay
  netwake run --timeout 1h --no-retry-exit 2,64 -- ./nightly-backup
  nohup netwake run --ignore-hangup -- ./nightly-backup &
`;

/** Declares `netwake run`. */
export function addRun(program: Command, context: CommandContext): void {
  const command = program
    .command('run')
    .description('run a command, and wait out outages')
    .usage('[options] -- <cmd> [arguments...]')
    .argument('<cmd...>', 'what to run, with its arguments')
    // What follows the command is its own.
    .passThroughOptions();
  addRetryOptions(command);
  addEndingOptions(command);
  command.option('--quiet', 'say nothing of attempts and outages');
  addCommonOptions(command, '--check-timeout')
    .addHelpText('after', HELP)
    .action(async (words: string[], flags: RunFlags) => {
      if (flags.killOnOutage !== undefined && flags.waitForNetwork === false) {
        command.error("error: option '--kill-on-outage' cannot be used with option '--no-wait-for-network'");
      }
      const { run } = await import('./run.ts');
      process.exitCode = await run(words, flags, context);
    });
}

function addRetryOptions(command: Command): void {
  const duration = checkedBy(parseDuration);
  const positive = checkedBy(parsePositiveDuration);
  command
    .option(
      '--max-attempts <count>',
      'attempts that may fail of themselves, or inf; default 5',
      parsedBy(parseAttempts),
    )
    .option('--initial-delay <duration>', 'before the second attempt; default 1s', duration)
    .option('--max-delay <duration>', 'no delay is longer; default 30s', duration)
    .option('--multiplier <factor>', 'by which each delay grows; default 2', parsedBy(parseMultiplier))
    .addOption(new Option('--jitter <kind>', 'spread of the delays').choices(Object.keys(JITTERS)))
    .option('--attempt-timeout <duration>', 'longest that one attempt may take', positive)
    .option('--max-elapsed <duration>', 'no attempt starts later; outages are not counted', positive)
    .option('--max-network-wait <duration>', 'longest outage that is waited out', positive)
    .option('--wait-for-network', 'wait out outages: the default')
    .option('--no-wait-for-network', 'do not watch the network');
}

function addEndingOptions(command: Command): void {
  command
    .option('--no-retry-exit <codes>', 'exit codes after which there is no other attempt: 2,64', collectCodes)
    .option(
      '--kill-on-outage [duration]',
      'stop the command when the network, or its way, has been lost so long, by default at once; start it again over what is there',
      checkedBy(parseDuration),
    )
    .option('--kill-grace <duration>', `from SIGTERM to SIGKILL; default ${KILL_GRACE}`, checkedBy(parseDuration))
    .option('--ignore-hangup', 'ignore SIGHUP, and have the command ignore it: for nohup')
    .option('--timeout <duration>', 'end it all after this long', checkedBy(parsePositiveDuration));
}

function parsedBy<Value>(parse: (option: string, text: unknown) => Value): (text: string) => Value {
  const check = checkedBy(parse);
  return (text) => parse('', check(text));
}

function parseAttempts(option: string, text: unknown): number {
  const count = text === 'inf' ? Infinity : Number(text);
  if (typeof text === 'string' && (text === 'inf' || (/^\d+$/.test(text) && count >= 1))) return count;
  throw new InvalidOptionError(option, text, 'a whole number of 1 or more, or inf');
}

function parseMultiplier(option: string, text: unknown): number {
  if (typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) && Number(text) >= 1) return Number(text);
  throw new InvalidOptionError(option, text, 'a number of 1 or more');
}

function parseCodes(option: string, text: unknown): number[] {
  const codes = String(text).split(',');
  if (codes.every((code) => /^\d{1,3}$/.test(code) && Number(code) >= 1 && Number(code) <= 255))
    return codes.map(Number);
  throw new InvalidOptionError(option, text, 'exit codes from 1 to 255, with commas between them');
}

// Commander takes it for the denial of a --retry-exit, and hands over true until it comes.
function collectCodes(text: string, previous: true | number[]): number[] {
  return [...(previous === true ? [] : previous), ...parsedBy(parseCodes)(text)];
}
