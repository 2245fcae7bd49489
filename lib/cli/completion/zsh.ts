import type { CommandGrammar, Flag, Value } from './grammar.ts';

/** A completion script for zsh: for a file `_netwake` in `$fpath`, or to be sourced behind `compinit`. */
export function zshScript(grammar: readonly CommandGrammar[]): string {
  return `#compdef netwake
# zsh completion for netwake, made by: netwake completion zsh

${grammar.map(functionOf).join('\n')}
if [[ $funcstack[1] == _netwake ]]; then
  _netwake "$@"
else
  compdef _netwake netwake
fi
`;
}

function functionOf(command: CommandGrammar): string {
  return `${functionName(command.path)}() {\n${command.commands.length > 0 ? branches(command) : leaf(command)}}\n`;
}

const OTHER_COMMAND = `  local -i end=$words[(i)--]
  if ((end < CURRENT)); then
    shift $end words
    ((CURRENT -= end))
    _normal
    return
  fi
`;

function leaf({ flags, argument }: CommandGrammar): string {
  return `${argument === 'command' ? OTHER_COMMAND : ''}  _arguments -S ${[...flags.map(flagSpec), ...argumentSpecs(argument)].join(' \\\n    ')}\n`;
}

// The first word that is no flag is a command, and all behind it its own.
function branches({ path, flags, commands }: CommandGrammar): string {
  const described = commands.map(({ name, description }) => quoted(`${name}:${description.replaceAll(':', '\\:')}`));
  const cases = commands.map(({ name }) => `    ${name}) ${functionName([...path, name])} && result=0 ;;`);
  return `  local curcontext=$curcontext state line result=1
  local -A opt_args
  local -a subcommands=(
    ${described.join('\n    ')}
  )
  _arguments -C -A '-*' ${[...flags.map(flagSpec), quoted('1: :->command'), quoted('*:: :->argument')].join(' \\\n    ')} && result=0
  case $state in
  command) _describe -t commands command subcommands && result=0 ;;
  argument)
    case $line[1] in
${cases.join('\n')}
    esac
    ;;
  esac
  return result
`;
}

function flagSpec({ names, description, value, isOptional }: Flag): string {
  const text = `[${description.replaceAll(/[[\]\\]/g, (character) => `\\${character}`)}]`;
  const spec = value === null ? text : `${isOptional ? '=-' : '='}${text}:${isOptional ? ':' : ''}${offerOf(value)}`;
  // Repeated, as every flag may be. A short one has no =.
  return names.length === 1 ? quoted(`*${names[0]}${spec}`) : `'*'{${names.join(',')}}${quoted(spec)}`;
}

function argumentSpecs(argument: Value | null): string[] {
  if (argument === null) return [];
  if (argument === 'command') return [quoted('(-)1:command:_command_names -e'), quoted('*::arguments:_normal')];
  return [quoted(`*:${offerOf(argument)}`)];
}

/** A message, and the action. */
function offerOf(value: Value): string {
  if (value === 'file') return 'file:_files';
  if (value === 'interface') return 'interface:_net_interfaces';
  if (value === 'command' || value === 'text') return 'value:';
  return `value:(${value.join(' ')})`;
}

function functionName(path: readonly string[]): string {
  return ['_netwake', ...path].join('_');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
