import type { Command } from 'commander';
import type { ConfigCheckFlags } from './config-check.ts';
import type { CommandContext } from './context.ts';
import { addCommonOptions, type CommonFlags } from './options.ts';

/** Declares `netwake config check` and `netwake config show`. */
export function addConfig(program: Command, context: CommandContext): void {
  const config = program
    .command('config')
    .description('check a configuration file, or show the values in force')
    .argument('[command]', 'check or show')
    .action((name?: string) => {
      const names = config.commands.map((command) => command.name()).join(' or ');
      program.error(
        name === undefined ? `config needs a command: ${names}` : `there is no command 'config ${name}', only ${names}`,
      );
    });
  config
    .command('check')
    .description('say all that is wrong with configuration files; exits 78 when anything is')
    .argument('<file...>', 'YAML files')
    .option('--json', 'print JSON, one object a file')
    .action(async (files: string[], flags: ConfigCheckFlags) => {
      const { configCheck } = await import('./config-check.ts');
      process.exitCode = await configCheck(files, flags, context);
    });
  addCommonOptions(config.command('show'))
    .description('print every value in force, and where it comes from')
    .action(async (flags: CommonFlags) => {
      const { configShow } = await import('./config-show.ts');
      process.exitCode = await configShow(flags, context);
    });
}
