import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { addCompletion } from './completion-command.ts';
import { addConfig } from './config-command.ts';
import type { CommandContext } from './context.ts';
import { addDoctor } from './doctor-command.ts';
import { PROGRAM_HELP, REPLAY_HELP, STATS_HELP, STATUS_HELP, WATCH_HELP } from './help-text.ts';
import { addCommonOptions, type CommonFlags } from './options.ts';
import type { ReplayFlags } from './replay.ts';
import { noSuchCommand } from './no-such-command.ts';
import { addRun } from './run-command.ts';
import { addServe } from './serve-command.ts';
import type { StatsFlags } from './stats.ts';
import { untilInterrupted } from './until-interrupted.ts';
import { addWait } from './wait-command.ts';
import type { WatchFlags } from './watch.ts';

/** Declares all commands. What a command needs beyond its flags is loaded when it runs. */
export function buildProgram(context: CommandContext): Command {
  const program = new Command('netwake')
    .description('Knows the state of the network')
    .version(version(), '-V, --version', 'print the version')
    // What goes wrong is told by reportFailure, in one line.
    .configureOutput({ writeErr: () => {} })
    .addHelpText('after', PROGRAM_HELP)
    // What stands before the first command is the program's or watch's, and what run has to run is its own.
    .enablePositionalOptions()
    .exitOverride();
  addWatch(program, context);
  addCommonOptions(program.command('status').description('verify the network once and say how it is'))
    .addHelpText('after', STATUS_HELP)
    .action(async (flags: CommonFlags) => {
      const { status } = await import('./status.ts');
      process.exitCode = await status(flags, context);
    });
  addCommonOptions(program.command('stats').description('print the counters of the interfaces'))
    .option('--all', 'loopback too')
    .addHelpText('after', STATS_HELP)
    .action(async (flags: StatsFlags) => {
      const { stats } = await import('./stats.ts');
      process.exitCode = await stats(flags, context);
    });
  addWait(program, context);
  addRun(program, context);
  addDoctor(program, context);
  addReplay(program, context);
  addServe(program, context);
  addConfig(program, context);
  addCompletion(program, context);
  return program;
}

// It watches nothing: none of the common flags would mean anything to it.
function addReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .description('replay a recording, and say whether it comes to the recorded states')
    .argument('<file>', 'what NETWAKE_RECORD=FILE, or monitor.record(), has written')
    .option('--json', 'print JSON')
    .addOption(new Option('--anonymize', 'print a copy with names and addresses replaced').conflicts('json'))
    .addHelpText('after', REPLAY_HELP)
    .action(async (file: string, flags: ReplayFlags) => {
      const { replay } = await import('./replay.ts');
      process.exitCode = await replay(file, flags, context);
    });
}

function addWatch(program: Command, context: CommandContext): void {
  const command = program
    .command('watch', { isDefault: true })
    .description('show the state and every change of it; the default');
  addCommonOptions(command)
    .option('--events', 'links, addresses and routes too, in lines')
    .option('--plain', 'lines, also on a terminal')
    // Every command that does not exist comes here, the default: it deserves better words than "too many arguments".
    .allowExcessArguments()
    .addHelpText('after', WATCH_HELP)
    .action(async (flags: WatchFlags) => {
      refuseArguments(program, command);
      const { watch } = await import('./watch.ts');
      process.exitCode = await untilInterrupted(watch(flags, context));
    });
}

function refuseArguments(program: Command, { args: [first] }: Command): void {
  if (first === undefined) return;
  const names = program.commands.map((command) => command.name());
  const known = names.includes(first);
  program.error(known ? `the command ${first} must stand first` : noSuchCommand(first, names));
}

// Both lib/cli/ and dist/cli/ lie two below the root of the package.
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
