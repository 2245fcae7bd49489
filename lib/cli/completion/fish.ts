import type { CommandGrammar, Flag, Value } from './grammar.ts';

/** A completion script for fish, 3.4 or newer. */
export function fishScript(grammar: readonly CommandGrammar[]): string {
  const paths = grammar.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')));
  return `# fish completion for netwake, made by: netwake completion fish

# The leading words that are commands.
function __netwake_path
    set -l path
    for word in (commandline -opc)[2..-1]
        contains -- (string join ' ' -- $path $word) ${paths.join(' ')}
        or break
        set -a path $word
    end
    string join ' ' -- $path
end

# Whether one of these is being typed, and not yet the command that it is to run.
function __netwake_at
    not contains -- -- (commandline -opc)
    and contains -- (__netwake_path | string collect -a) $argv
end

# Whether it is, and nothing but it.
function __netwake_only
    __netwake_at $argv
    and test (count (commandline -opc)) -eq (math 1 + (count (string split -n ' ' -- $argv)))
end

function __netwake_command
    set -l words (commandline -opc)
    set -e words[1..(contains -i -- -- $words)]
    complete -C (string join ' ' -- (string escape -- $words) (commandline -ct))
end

complete -c netwake -f
complete -c netwake -n 'contains -- -- (commandline -opc)' -a '(__netwake_command)'
${[...commandLines(grammar), ...argumentLines(grammar), ...flagLines(grammar)].join('\n')}
`;
}

function commandLines(grammar: readonly CommandGrammar[]): string[] {
  return grammar.flatMap(({ path, commands }) =>
    commands.map(({ name, description }) =>
      line(`__netwake_only ${condition([path])}`, `-a ${name} -d ${quoted(description)}`),
    ),
  );
}

function argumentLines(grammar: readonly CommandGrammar[]): string[] {
  return grammar.flatMap(({ path, argument }) => {
    if (argument === null || argument === 'text') return [];
    const offer = argument === 'command' ? "-a -- -d 'what follows is run'" : offerOf(argument).replace(/^-[rx] ?/, '');
    return [line(`__netwake_at ${condition([path])}`, offer)];
  });
}

// The same flag of several commands is one line.
function flagLines(grammar: readonly CommandGrammar[]): string[] {
  const paths = new Map<string, Array<readonly string[]>>();
  for (const { path, flags } of grammar)
    for (const flag of flags) {
      const words = flagWords(flag);
      paths.set(words, [...(paths.get(words) ?? []), path]);
    }
  return [...paths].map(([words, where]) => line(`__netwake_at ${condition(where)}`, words));
}

function flagWords({ names, description, value, isOptional }: Flag): string {
  const words = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  // Fish knows no value that may be left out.
  if (value !== null && !isOptional) words.push(offerOf(value));
  return [...words, `-d ${quoted(description)}`].join(' ');
}

function offerOf(value: Value): string {
  if (value === 'file') return '-r -F';
  if (value === 'interface') return "-x -a \"(string replace -r '.*/' '' /sys/class/net/*)\"";
  return typeof value === 'string' ? '-x' : `-x -a ${quoted(value.join(' '))}`;
}

function line(when: string, words: string): string {
  return `complete -c netwake -n ${quoted(when)} ${words}`;
}

function condition(paths: ReadonlyArray<readonly string[]>): string {
  return paths.map((path) => `"${path.join(' ')}"`).join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
