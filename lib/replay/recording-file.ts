import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, RecordingError } from '../errors.ts';
import { type Entry, FORMAT_NAME, FORMAT_VERSION, type Header } from '../record/format.ts';
import { untilAborted } from '../until-aborted.ts';
import { checkEntry, checkHeader } from './schema.ts';

/** An entry and the line that it stands in, counted from 1. */
export interface EntryLine {
  line: number;
  entry: Entry;
}

/** A recording as it was read. */
export interface RecordingFile {
  header: Header;
  entries: EntryLine[];
  /** Whether it came to its end; otherwise the process ended first, or the disk was full. */
  complete: boolean;
}

/**
 * Reads a recording. A last line that is cut short, as a crash leaves it, is passed over.
 *
 * @throws RecordingError `ERR_NETWAKE_RECORDING` with the file and the line; the signal's reason
 */
export async function readRecording(path: string, signal?: AbortSignal): Promise<RecordingFile> {
  return untilAborted(signal, () => read(path, signal));
}

async function read(path: string, signal: AbortSignal | undefined): Promise<RecordingFile> {
  let header: Header | null = null;
  const entries: EntryLine[] = [];
  // What can't be read as JSON: fatal, unless it turns out to be the last.
  let broken: RecordingError | null = null;
  let line = 0;
  for await (const text of linesOf(path, signal)) {
    line++;
    if (broken !== null) throw broken;
    const value = parseLine(text);
    if (value === undefined) broken = new RecordingError(path, line, 'is no JSON');
    else if (header === null) header = readHeader(path, value);
    else entries.push({ line, entry: readEntry(path, line, value) });
  }
  if (header === null) throw broken ?? new RecordingError(path, null, 'is empty');
  return { header, entries, complete: entries[entries.length - 1]?.entry.type === 'end' };
}

async function* linesOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(path, { ...(signal && { signal }) }), crlfDelay: Infinity });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error instanceof RecordingError) throw error;
    throw new RecordingError(path, null, `can't be read: ${String(error.code)}`, { cause: error });
  }
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readHeader(path: string, value: unknown): Header {
  const { format, version } = (value ?? {}) as Partial<Record<'format' | 'version', unknown>>;
  if (format !== FORMAT_NAME) throw new RecordingError(path, 1, 'is not the header of a netwake recording');
  if (version !== FORMAT_VERSION) {
    const advice = typeof version === 'number' && version > FORMAT_VERSION ? ': a newer netwake wrote it' : '';
    throw new RecordingError(
      path,
      1,
      `has format version ${describe(version)}, and this is ${FORMAT_VERSION}${advice}`,
    );
  }
  const problem = checkHeader(value);
  if (problem !== null) throw new RecordingError(path, 1, problem);
  return value as Header;
}

function readEntry(path: string, line: number, value: unknown): Entry {
  const problem = checkEntry(value);
  if (problem !== null) throw new RecordingError(path, line, problem);
  return value as Entry;
}
