// Writes netwake.1, the manual page, from the commands that there are: `npm run build:man`. No library makes lists of terms, which
// most of it is, of what commander has.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { processContext } from '../lib/cli/context.ts';
import { buildProgram } from '../lib/cli/program.ts';
import { type CommandPage, commandPages } from './command-page.ts';
import { DESCRIPTION, DURATION, ENVIRONMENT, EXIT_STATUS, FILES, OTHER_EXIT, SEE_ALSO, SIGNALS } from './man-text.ts';
import { example, item, paragraph, section, subsection, typed } from './roff.ts';

/** Where it is kept. */
export const MAN_FILE: string = fileURLToPath(new URL('../netwake.1', import.meta.url));

type Items = ReadonlyArray<readonly [term: string, text: string]>;

/** The text of the file. */
export function manPageText(program: Command): string {
  const [root, ...commands] = commandPages(program);
  const common = commonOptions(commands);
  const text = [
    `.\\" Made by npm run build:man.\n.TH NETWAKE 1 "" "netwake ${program.version()}" "User Commands"\n`,
    `${section('NAME')}netwake \\- ${lowered(root!.description)}\n`,
    `${section('SYNOPSIS')}${root!.commands.map(({ term }) => `${typed(`netwake ${term}`)}\n`).join('.br\n')}`,
    section('DESCRIPTION'),
    ...DESCRIPTION.map(paragraph),
    section('COMMANDS'),
    ...commands.map((page) => commandText(page, common)),
    section('COMMON OPTIONS'),
    paragraph('Those of all commands that watch the network.'),
    ...[...common].map(([term, description]) => item(term, description)),
    paragraph(DURATION),
    items('EXIT STATUS', EXIT_STATUS),
    paragraph(OTHER_EXIT),
    items('ENVIRONMENT', ENVIRONMENT),
    items('FILES', FILES),
    items('SIGNALS', SIGNALS),
    section('EXAMPLES'),
    ...helpText(root!.more),
    section('SEE ALSO'),
    paragraph(SEE_ALSO),
  ].join('');
  // A section begins with a paragraph by itself.
  return text.replaceAll(/^(\.SH .*\n)\.PP\n/gm, '$1');
}

/** Of `status`, which has no others: each is told of once. */
function commonOptions(pages: readonly CommandPage[]): Map<string, string> {
  const { options } = pages.find(({ name }) => name === 'netwake status')!;
  return new Map(options.map(({ term, description }) => [term, description]));
}

function commandText(
  { name, usage, description, options, more }: CommandPage,
  common: ReadonlyMap<string, string>,
): string {
  const own = options.filter((option) => common.get(option.term) !== option.description);
  // `--json` and `--help` have others too.
  const hasCommon = options.some(({ term }) => term === '--link-only');
  return [
    subsection(name),
    `${typed(usage)}\n`,
    paragraph(`${description[0]!.toUpperCase()}${description.slice(1)}.`),
    ...own.map((option) => item(option.term, option.description)),
    ...(hasCommon ? [paragraph('Takes the common options too, see below.')] : []),
    ...helpText(more),
  ].join('');
}

/** The paragraphs of a help text, and its examples. */
function helpText(more: string): string[] {
  const blocks = more.split('\n\n').map((block) => block.trim());
  return blocks
    .filter((block) => block !== '')
    .map((block) => {
      const [first, ...lines] = block.split('\n');
      return first === 'Examples:' ? example(lines.map((line) => line.trim())) : paragraph(block);
    });
}

function items(title: string, list: Items): string {
  return [section(title), ...list.map(([term, text]) => item(term, text))].join('');
}

function lowered(text: string): string {
  return `${text[0]!.toLowerCase()}${text.slice(1)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(MAN_FILE, manPageText(buildProgram(processContext())));
}
