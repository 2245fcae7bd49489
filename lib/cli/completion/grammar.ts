import type { Command, Option } from 'commander';

/** What stands in the place of a value. `null` is nothing, and `text` what a shell can't know. */
export type Value = 'text' | 'file' | 'interface' | 'command' | readonly string[];

/** A flag of a command. */
export interface Flag {
  /** `-h` and `--help`; the long one is the last. */
  readonly names: readonly string[];
  readonly description: string;
  /** Null when it takes none. */
  readonly value: Value | null;
  /** Its value may be left out. */
  readonly isOptional: boolean;
}

/** What may follow a command's name. */
export interface CommandGrammar {
  /** Its name, behind those of the commands it belongs to; none for the program itself. */
  readonly path: readonly string[];
  readonly flags: readonly Flag[];
  /** What may stand first behind it. */
  readonly commands: ReadonlyArray<{ readonly name: string; readonly description: string }>;
  /** What its arguments are; null when it takes none. */
  readonly argument: Value | null;
}

/**
 * What may be typed behind the program's name, command by command.
 *
 * @param byDefault  the command that is meant where none is named: its flags are the program's too
 */
export function grammarOf(program: Command, byDefault: string): CommandGrammar[] {
  const [root, ...others] = below(program, []);
  const implied = others.find(({ path }) => path.join(' ') === byDefault);
  return [{ ...root!, flags: distinct([...root!.flags, ...(implied?.flags ?? [])]) }, ...others];
}

function below(command: Command, path: readonly string[], siblings: readonly Command[] = []): CommandGrammar[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const own: CommandGrammar = {
    path,
    flags: help.visibleOptions(command).map(flagOf),
    commands: commands.map((each) => ({ name: each.name(), description: each.description() })),
    // What does not name one of them is refused.
    argument: commands.length > 0 ? null : argumentOf(command, siblings),
  };
  return [own, ...commands.flatMap((each) => below(each, [...path, each.name()], command.commands))];
}

function flagOf(option: Option): Flag {
  const { short, long, description, required, optional } = option;
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    value: required || optional ? valueOf(option.argChoices, placeholderOf(option), long) : null,
    // `<host[:port]>` is not, and both to commander.
    isOptional: optional && !required,
  };
}

function argumentOf({ registeredArguments: [argument] }: Command, siblings: readonly Command[]): Value | null {
  if (argument === undefined) return null;
  // Of `help`, which commander makes.
  if (argument.name() === 'command') return siblings.map((each) => each.name());
  return valueOf(argument.argChoices, argument.name());
}

function placeholderOf({ flags }: Option): string {
  return /[<[]([^\]>]*)[\]>]$/.exec(flags)?.[1] ?? '';
}

// The placeholder tells what a value is: `<file>` of any flag is a file.
function valueOf(choices: readonly string[] | undefined, placeholder: string, flag?: string): Value {
  if (choices !== undefined) return choices;
  if (flag === '--interface') return 'interface';
  return placeholder === 'file' ? 'file' : placeholder === 'cmd' ? 'command' : 'text';
}

function distinct(flags: readonly Flag[]): Flag[] {
  return [...new Map(flags.map((flag) => [flag.names.at(-1), flag])).values()];
}
