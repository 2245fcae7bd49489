import type { Command } from 'commander';

/** What `--help` says of a command, in its parts. */
export interface CommandPage {
  /** With those that it belongs to: `netwake config show`. */
  readonly name: string;
  /** As it is typed. */
  readonly usage: string;
  readonly description: string;
  readonly commands: ReadonlyArray<{ readonly term: string; readonly description: string }>;
  readonly options: ReadonlyArray<{ readonly term: string; readonly description: string }>;
  /** What stands below the flags. */
  readonly more: string;
}

/** The pages of the program and of all its commands, but for `help`. */
export function commandPages(command: Command, owner = ''): CommandPage[] {
  const help = command.createHelp();
  const name = `${owner}${command.name()}`;
  const page = {
    name,
    usage: help.commandUsage(command),
    description: command.description(),
    commands: help.visibleCommands(command).map((each) => ({
      term: help.subcommandTerm(each),
      description: each.description(),
    })),
    options: help.visibleOptions(command).map((option) => ({
      term: help.optionTerm(option),
      description: help.optionDescription(option),
    })),
    more: moreOf(command),
  };
  return [page, ...command.commands.flatMap((each) => commandPages(each, `${name} `))];
}

// Commander keeps it in a listener: the help is written in pieces, and this is the last.
function moreOf(command: Command): string {
  const pieces: string[] = [];
  const { writeOut } = command.configureOutput() as { writeOut: (text: string) => void };
  command.configureOutput({ writeOut: (text) => pieces.push(text) });
  command.outputHelp();
  command.configureOutput({ writeOut });
  return pieces.slice(1).join('');
}
