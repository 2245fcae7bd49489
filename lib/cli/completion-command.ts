import { Argument, type Command } from 'commander';
import type { CommandContext } from './context.ts';

const HELP = `
Prints a script by which the shell completes commands, flags and their values,
files, names of interfaces, and the command behind netwake run --.

Examples:
  echo 'source <(netwake completion bash)' >> ~/.bashrc
  netwake completion zsh > ~/.zfunc/_netwake     # a folder of your fpath
  netwake completion fish > ~/.config/fish/completions/netwake.fish
`;

/** The shells that `netwake completion` has a script for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Declares `netwake completion`. */
export function addCompletion(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', HELP)
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { completion } = await import('./completion.ts');
      context.print(completion(shell, program));
    });
}
