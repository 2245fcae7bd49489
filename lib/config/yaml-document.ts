import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { ConfigPath } from './schema.ts';

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
export function readYaml(text: string): YamlText | { fault: YamlFault } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  const at = (offset: number): TextPosition => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // An unknown tag is but a warning there: here it means a value that is not what its writer thinks.
  const error = document.errors[0] ?? document.warnings[0];
  if (error !== undefined) {
    const several = error.code === 'MULTIPLE_DOCS';
    return { fault: { ...at(error.pos[0]), message: several ? 'holds more than one document' : error.message } };
  }
  const bad = findBadNode(document);
  if (bad !== null) return { fault: { ...at(bad.offset), message: bad.message } };
  try {
    const value: unknown = document.toJS();
    return { value, positionOf: (path, onKey) => at(offsetOf(document, path, onKey)) };
  } catch (error) {
    // Aliases of aliases of aliases, which unfold without end.
    return { fault: { ...at(0), message: error instanceof Error ? error.message : String(error) } };
  }
}

// What parses, and yet has no counterpart in plain data.
function findBadNode(document: Document): { offset: number; message: string } | null {
  let bad: { offset: number; message: string } | null = null;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      bad = { offset: startOf(alias), message: `there is no anchor &${alias.source} before this alias` };
      return visit.BREAK;
    },
    Pair(_, { key }) {
      if (!isNode(key) || (isScalar(key) && typeof key.value === 'string')) return undefined;
      bad = { offset: startOf(key), message: 'a key must be text' };
      return visit.BREAK;
    },
  });
  return bad;
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
