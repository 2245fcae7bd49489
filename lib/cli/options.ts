import { type Command, InvalidArgumentError, Option } from 'commander';
import { type PresetName, presetNames } from '../config/presets.ts';
import { parsePositiveDuration } from '../duration.ts';
import { InvalidOptionError } from '../errors.ts';
import { parseCheckHost } from '../monitor/check-host.ts';
import { parseInterfaceName } from '../monitor/interface-name.ts';

/** The flags that every command takes, as commander hands them over. */
export interface CommonFlags {
  config?: string;
  preset?: PresetName;
  host?: string[];
  interface?: string[];
  interval?: string;
  timeout?: string;
  /** False after `--no-netlink`. */
  netlink?: boolean;
  json?: boolean;
  linkOnly?: boolean;
}

/**
 * Declares the common flags on a command.
 *
 * @param timeout  the flag for the limit of a probe: a command that ends after a time has a `--timeout` of another sense
 */
export function addCommonOptions(command: Command, timeout: '--timeout' | '--check-timeout' = '--timeout'): Command {
  const host = checkedBy(parseCheckHost);
  const name = checkedBy((option, text) => parseInterfaceName(option, refuseFlag(option, text)));
  const duration = checkedBy(parsePositiveDuration);
  return command
    .option('--config <file>', 'YAML file with options', checkedBy(refuseFlag))
    .addOption(new Option('--preset <name>', 'options that go well together').choices(presetNames))
    .option('--host <host[:port]>', 'host to verify by; repeat for several', collectedBy(host))
    .option('--interface <name>', 'interface that alone counts; repeat for several', collectedBy(name))
    .option('--interval <duration>', 'time between verifications, such as 10s', duration)
    .option(`${timeout} <duration>`, 'upper bound of one probe, such as 5s', duration)
    .option('--no-netlink', 'poll instead of listening to the kernel')
    .option('--json', 'print JSON')
    .addOption(new Option('--link-only', 'probe nothing, judge by the interfaces alone').conflicts('host'));
}

/** Whether a command has them: who has none makes no monitor. */
export function takesCommonOptions({ options }: Command): boolean {
  return options.some(({ long }) => long === '--link-only');
}

/** For commander: an option's own parser decides, and the name of the flag is put before its words. */
export function checkedBy(parse: (option: string, value: unknown) => unknown): (text: string) => string {
  return (text) => {
    try {
      parse('', text);
      return text;
    } catch (error) {
      if (!(error instanceof InvalidOptionError)) throw error;
      throw new InvalidArgumentError(`It must be ${error.expected}.`);
    }
  };
}

// `--interface --link-only` is a forgotten name: taken for one, it would also swallow the flag, and the default hosts be
// probed that it was there to spare.
export function refuseFlag(option: string, text: unknown): unknown {
  if (typeof text === 'string' && /^-./.test(text)) throw new InvalidOptionError(option, text, 'a value, not a flag');
  return text;
}

function collectedBy(check: (text: string) => string): (text: string, previous?: string[]) => string[] {
  return (text, previous = []) => [...previous, check(text)];
}
