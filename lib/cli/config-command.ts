import type { Command } from 'commander';
import type { ConfigCheckFlags } from './config-check.ts';
import type { CommandContext } from './context.ts';
import { CONFIG_CHECK_HELP, CONFIG_HELP, CONFIG_SHOW_HELP } from './help-text.ts';
import { noSuchCommand } from './no-such-command.ts';
import { addCommonOptions, type CommonFlags } from './options.ts';

/** Declares `netwake config check` and `netwake config show`. */
export function addConfig(program: Command, context: CommandContext): void {
  const config = program
    .command('config')
    .description('check a configuration file, or show the values in force')
    .argument('[command]', 'check or show')
    .addHelpText('after', CONFIG_HELP)
    .action((name?: string) => {
      const names = config.commands.map((command) => command.name());
      program.error(
        name === undefined ? `config needs a command: ${names.join(' or ')}` : noSuchCommand(name, names, 'config'),
      );
    });
  config
    .command('check')
    .description('say all that is wrong with configuration files; exits 78 when anything is')
    .argument('<file...>', 'YAML files')
    .option('--json', 'print JSON, one object a file')
    .addHelpText('after', CONFIG_CHECK_HELP)
    .action(async (files: string[], flags: ConfigCheckFlags) => {
      const { configCheck } = await import('./config-check.ts');
      process.exitCode = await configCheck(files, flags, context);
    });
  addCommonOptions(config.command('show'))
    .description('print every value in force, and where it comes from')
    .addHelpText('after', CONFIG_SHOW_HELP)
    .action(async (flags: CommonFlags) => {
      const { configShow } = await import('./config-show.ts');
      process.exitCode = await configShow(flags, context);
    });
  // What is behind a command that does not exist is its own: it is the command that is to be told of. After those that do, which
  // would take it over.
  config.allowExcessArguments();
}
