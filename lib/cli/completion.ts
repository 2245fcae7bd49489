import type { Command } from 'commander';
import type { SHELLS } from './completion-command.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { grammarOf } from './completion/grammar.ts';
import { zshScript } from './completion/zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** The script of a shell for all that the program has. */
export function completion(shell: (typeof SHELLS)[number], program: Command): string {
  return SCRIPTS[shell](grammarOf(program, 'watch')).trimEnd();
}
