import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { printable, toError } from '../errors.ts';
import type { ConfigPath } from './schema.ts';
import { offsetTooDeep } from './yaml-depth.ts';

/** Counted from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

/** YAML that could not be taken as it is. */
export interface YamlFault extends TextPosition {
  message: string;
}

/** What a text says, and where it says it. */
export interface YamlText {
  value: unknown;
  /** Where the value, or the key, at the end of a path stands; of a path that leads nowhere, the nearest part that exists. */
  positionOf: (path: ConfigPath, onKey: boolean) => TextPosition;
}

/** Reads one document of YAML 1.2: strictly, and with a place for each part. */
export function readYaml(text: string): YamlText | { faults: YamlFault[] } {
  const lineCounter = new LineCounter();
  const at = (offset: number): TextPosition => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // No editor counts the mark of byte order as a column.
  const marked = text.replace(/^\uFEFF/, '');
  const deep = offsetTooDeep(marked, lineCounter.addNewLine);
  if (deep !== null) return { faults: [{ ...at(deep), message: 'nests too deeply' }] };
  lineCounter.lineStarts.length = 0;
  const document = parseDocument(marked, { lineCounter, prettyErrors: false, logLevel: 'error', uniqueKeys: false });
  const faults = faultsOf(document).map(({ offset, message }) => ({ ...at(offset), message }));
  if (faults.length > 0) return { faults };
  try {
    return { value: document.toJS(), positionOf: (path, onKey) => at(offsetOf(document, path, onKey)) };
  } catch (error) {
    // Aliases of aliases of aliases, which unfold without end; what is to be merged, and can't be.
    const message = withoutQuotes(toError(error).message);
    return { faults: [{ ...at(startOf(document.contents)), message }] };
  }
}

interface Fault {
  offset: number;
  message: string;
}

function faultsOf(document: Document): Fault[] {
  // An unknown tag is but a warning there: here it means a value that is not what its writer thinks.
  const first = document.errors[0] ?? document.warnings[0];
  if (first === undefined) return findBadNodes(document);
  // Most of what comes after the first is but its consequence.
  return [{ offset: first.pos[0], message: wordsOf(first) }];
}

// What the parser has to say, without the piece of the text that it may quote: there are secrets in configurations.
function wordsOf({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'holds more than one document';
  return withoutQuotes(message);
}

function withoutQuotes(message: string): string {
  return printable(message.replace(/: .*/s, '').replace(/\s*\n\s*/g, ' '));
}

// What parses, and yet has no counterpart in plain data.
function findBadNodes(document: Document): Fault[] {
  const bad: Fault[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      bad.push({ offset: startOf(alias), message: `there is no anchor &${printable(alias.source)} before this alias` });
    },
    // Lists may have pairs too: !!omap, !!pairs.
    Collection: (_, { items }: { items: readonly unknown[] }) =>
      void bad.push(...badKeys(items.filter((item) => isPair(item)))),
  });
  return bad;
}

function badKeys(pairs: readonly Pair[]): Fault[] {
  const seen = new Set<string>();
  return pairs.flatMap(({ key }) => {
    const offset = startOf(key);
    if (!isScalar(key) || typeof key.value !== 'string') return [{ offset, message: 'a key must be text' }];
    if (seen.has(key.value))
      return [{ offset, message: `${printable(key.value)} stands here again: keys must be unique` }];
    seen.add(key.value);
    return [];
  });
}

function offsetOf(document: Document, path: ConfigPath, onKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [depth, step] of path.entries()) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const item = isSeq(parent) && typeof step === 'number' ? parent.items[step] : undefined;
    if (pair === undefined && item === undefined) break;
    const last = depth === path.length - 1;
    // An empty value stands nowhere: its key has to do.
    node = pair === undefined ? item : pair.value;
    offset = startOf(pair !== undefined && ((last && onKey) || isEmpty(node)) ? pair.key : node);
  }
  return offset;
}

function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null && node.source === '');
}

function startOf(node: unknown): number {
  return isNode(node) ? ((node as Node).range?.[0] ?? 0) : 0;
}
