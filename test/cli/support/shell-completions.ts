import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Scratch } from '../../support/scratch.ts';

/** What a shell offers for the last word of a line, in order of the alphabet. A file is offered by its name. */
type Complete = (script: string, line: string) => Promise<string[]>;

/** Every shell that there is a script for, and how it is asked. */
export const SHELL_COMPLETIONS: Readonly<Record<string, Complete>> = { bash, zsh, fish };

// Readline's own file names, which the script asks for, are there only at a prompt: compgen has the same.
const BASH = `
source "$1"
files=
compopt() { files=1; }
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_netwake
[ -z "$files" ] || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
printf '%s\\n' "\${COMPREPLY[@]}"
`;

async function bash(script: string, line: string): Promise<string[]> {
  using scratch = new Scratch();
  // As COMP_WORDBREAKS has them: a run of these is a word.
  const words = [...(line.match(/[=:]+|[^ =:]+/g) ?? []), ...(line.endsWith(' ') ? [''] : [])];
  writeFileSync(scratch.path('script'), script);
  return offered(execFileSync('bash', ['--norc', '-c', BASH, 'bash', scratch.path('script'), ...words]));
}

async function fish(script: string, line: string): Promise<string[]> {
  using scratch = new Scratch();
  writeFileSync(scratch.path('script'), script);
  const command = 'source $argv[1]; complete --do-complete $argv[2]';
  const answer = execFileSync('fish', ['--no-config', '--command', command, scratch.path('script'), line], {
    env: { ...process.env, HOME: scratch.folder },
  });
  return offered(answer.toString().replaceAll(/\t.*/g, ''));
}

// It completes at a prompt alone: the words are those that it would show.
const ZSHRC = `
autoload -Uz compinit
compinit -D -u
source $SCRIPT
compadd() {
  local -a hits
  builtin compadd "$@"
  local result=$?
  [[ $argv[(i)-[OAD]] -le $#argv ]] && return $result
  builtin compadd -A hits "$@"
  print -l -- $hits >>$OFFERED
  return $result
}
complete-once() { zle complete-word; exit }
zle -N complete-once
bindkey '^I' complete-once
`;

async function zsh(script: string, line: string): Promise<string[]> {
  using scratch = new Scratch();
  writeFileSync(scratch.path('script'), script);
  writeFileSync(scratch.path('.zshrc'), ZSHRC);
  writeFileSync(scratch.path('offered'), '');
  const terminal = spawn('script', ['--quiet', '--command', 'exec zsh -d -i', '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...process.env,
      ZDOTDIR: scratch.folder,
      SCRIPT: scratch.path('script'),
      OFFERED: scratch.path('offered'),
    },
  });
  terminal.stdout.resume();
  terminal.stdin.write(`${line}\t`);
  await once(terminal, 'close');
  return offered(readFileSync(scratch.path('offered')));
}

function offered(text: Buffer | string): string[] {
  const words = text
    .toString()
    .split('\n')
    .map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))].toSorted();
}
