import type { CommandGrammar, Value } from './grammar.ts';

/** A completion script for bash. It does without bash-completion, and asks that for the arguments of other commands if it is there. */
export function bashScript(grammar: readonly CommandGrammar[]): string {
  const paths = grammar.filter(({ path }) => path.length > 0).map(({ path }) => quoted(pathText(path)));
  return `# bash completion for netwake, made by: netwake completion bash

# Sets takes to what the flag takes: nothing, or "text", "file", "interface", or "=" and the words that it may be. "?" goes
# before it where it may be left out.
_netwake_takes() {
  case $1 in
${takesCases(grammar).join('\n')}
  *) takes= ;;
  esac
}

_netwake_offer() {
  local word
  case $takes in
  file) compopt -o default ;;
  interface)
    # The kernel takes nearly any name, and compgen -W would run one that is code, as would who completes a line by it.
    for word in /sys/class/net/*; do
      word=\${word##*/}
      [[ $word == "$current"* && $word != *[!A-Za-z0-9_.@:-]* ]] && COMPREPLY+=("$before$word")
    done
    ;;
  =*) COMPREPLY=($(compgen -P "$before" -W "\${takes#=}" -- "$current")) ;;
  esac
}

# Completes another command, which begins with this word.
_netwake_command() {
  if ((COMP_CWORD == $1)); then
    COMPREPLY=($(compgen -c -- "$current"))
  elif declare -F _command_offset >/dev/null; then
    _command_offset "$1"
  else
    compopt -o default
  fi
}

_netwake() {
  local current=\${COMP_WORDS[COMP_CWORD]} before= path= commands= flags= argument= takes= flag= index=1
  COMPREPLY=()
  while ((index < COMP_CWORD)); do
    case "$path \${COMP_WORDS[index]}" in
    ${paths.join(' | ')}) path+=" \${COMP_WORDS[index++]}" ;;
    *) break ;;
    esac
  done
  case $path in
${grammar.map(commandCase).join('\n')}
  esac
  if [[ $argument == command ]]; then
    # Its flags end at --, or at the first word that is neither one nor the value of one.
    while ((index < COMP_CWORD)); do
      flag=\${COMP_WORDS[index++]}
      if [[ $flag == -- ]]; then
        _netwake_command $index
        return
      elif [[ $flag != -* ]]; then
        _netwake_command $((index - 1))
        return
      fi
      _netwake_takes "$path $flag"
      if [[ \${COMP_WORDS[index]} == = || ($takes && ! ($takes == \\?* && \${COMP_WORDS[index]} == -*)) ]]; then
        ((index++))
        # Readline takes a value apart at its colons, and from the flag at the =.
        while ((index < COMP_CWORD)) && [[ \${COMP_WORDS[index - 1]} == [:=]* || \${COMP_WORDS[index]} == :* ]]; do
          ((index++))
        done
      fi
    done
    # Nothing is known of the rest of such a value.
    [[ \${COMP_WORDS[COMP_CWORD - 1]} == :* || $current == :* ]] && return
  fi
  # Readline takes --flag=value apart, unless it was told to leave the = alone.
  flag=\${COMP_WORDS[COMP_CWORD - 1]}
  if [[ $current == = ]]; then
    current=
    _netwake_takes "$path $flag"
    takes=\${takes#\\?}
  elif [[ $flag == = ]]; then
    _netwake_takes "$path \${COMP_WORDS[COMP_CWORD - 2]}"
    takes=\${takes#\\?}
  elif [[ $current == --*=* ]]; then
    before=\${current%%=*}=
    _netwake_takes "$path \${current%%=*}"
    takes=\${takes#\\?} current=\${current#*=}
  else
    _netwake_takes "$path $flag"
    [[ $takes == \\?* ]] && takes=
  fi
  if [[ $takes ]]; then
    _netwake_offer
  elif [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  elif [[ $commands ]]; then
    COMPREPLY=($(compgen -W "$commands" -- "$current"))
  elif [[ $argument == command ]]; then
    [[ $current ]] && COMPREPLY=($(compgen -c -- "$current")) || COMPREPLY=(--)
  elif [[ $argument ]]; then
    takes=$argument
    _netwake_offer
  else
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  fi
}

complete -F _netwake netwake
`;
}

function takesCases(grammar: readonly CommandGrammar[]): string[] {
  const flagsByValue = new Map<string, string[]>();
  for (const { path, flags } of grammar)
    for (const { names, value, isOptional } of flags) {
      if (value === null) continue;
      const takes = `${isOptional ? '?' : ''}${takesText(value)}`;
      const texts = names.map((name) => quoted(`${pathText(path)} ${name}`));
      flagsByValue.set(takes, [...(flagsByValue.get(takes) ?? []), ...texts]);
    }
  return [...flagsByValue].map(([takes, flags]) => `  ${flags.join(' | ')}) takes=${quoted(takes)} ;;`);
}

function commandCase({ path, commands, flags, argument }: CommandGrammar): string {
  const fields = [
    `commands=${quoted(commands.map(({ name }) => name).join(' '))}`,
    `flags=${quoted(flags.flatMap(({ names }) => names).join(' '))}`,
    `argument=${quoted(argument === null ? '' : takesText(argument))}`,
  ];
  return `  ${quoted(pathText(path))}) ${fields.join(' ')} ;;`;
}

function takesText(value: Value): string {
  return typeof value === 'string' ? value : `=${value.join(' ')}`;
}

function pathText(path: readonly string[]): string {
  return path.map((name) => ` ${name}`).join('');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
