import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ConfigError, InvalidOptionError } from '../errors.ts';
import { untilAborted } from '../until-aborted.ts';
import { inWords } from './issue-words.ts';
import type { ConfigLayer, GivenValues } from './layer.ts';
import { type ConfigPath, readDocument } from './schema.ts';
import { readYaml, type TextPosition, type YamlFault } from './yaml-document.ts';

/** What a file says, or all that is wrong with it, in the order of its lines. */
export type ConfigFile = { layer: ConfigLayer } | { faults: [ConfigError, ...ConfigError[]] };

/**
 * Reads and validates a file. A file that can't be read is a fault too.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for a URL of no file here; the signal's reason
 */
export async function readConfigFile(source: string | URL, signal?: AbortSignal): Promise<ConfigFile> {
  const file = source instanceof URL ? pathOf(source) : source;
  const read = (): Promise<string | NodeJS.ErrnoException> =>
    readFile(file, { encoding: 'utf8', ...(signal && { signal }) }).catch((cause: NodeJS.ErrnoException) => cause);
  const text = await untilAborted(signal, read);
  if (typeof text === 'string') return readConfigText(file, text);
  const message = `cannot be read: ${text.code ?? text.message}`;
  return { faults: [new ConfigError({ file, line: null, column: null }, message, { cause: text })] };
}

function pathOf(source: URL): string {
  try {
    return fileURLToPath(source);
  } catch (cause) {
    throw new InvalidOptionError('source', source.href, 'a path, or a file: URL of this machine', { cause });
  }
}

/** The same for a text that has been read. `file` is what its faults name. */
export function readConfigText(file: string, text: string): ConfigFile {
  const yaml = readYaml(text);
  if ('faults' in yaml) return { faults: inOrder(file, yaml.faults) };
  const given = (yaml.value ?? {}) as GivenValues;
  const result = readDocument(given);
  const placeOf = (path: ConfigPath): string => {
    const { line, column } = yaml.positionOf(path, false);
    return `${file}:${line}:${column}`;
  };
  if ('document' in result) return { layer: { origin: 'file', document: result.document, given, placeOf } };
  const faults = result.issues.map((issue) => ({
    ...yaml.positionOf(issue.path, issue.onKey),
    message: inWords(issue),
  }));
  return { faults: inOrder(file, faults) };
}

// One fault a place: what fails one rule for a value mostly fails the next one too.
function inOrder(file: string, faults: readonly YamlFault[]): [ConfigError, ...ConfigError[]] {
  const sorted = [...faults].sort(compare);
  const apart = sorted.filter((fault, index) => index === 0 || compare(fault, sorted[index - 1]!) !== 0);
  const [first, ...others] = apart.map((fault) => new ConfigError({ file, ...fault }, fault.message));
  return [first!, ...others];
}

function compare(left: TextPosition, right: TextPosition): number {
  return left.line - right.line || left.column - right.column;
}
