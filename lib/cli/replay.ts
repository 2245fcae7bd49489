import { randomBytes } from 'node:crypto';
import { printable } from '../errors.ts';
import { Anonymizer } from '../record/anonymizer.ts';
import { type RecordingFile, readRecording } from '../replay/recording-file.ts';
import { type Difference, replay as replayRecording } from '../replay/replay.ts';
import type { CommandContext } from './context.ts';
import { exitCode } from './exit-code.ts';
import { watchLine } from './watch-line.ts';
import { type StateRecord, stateRecord } from './watch-record.ts';

export interface ReplayFlags {
  json?: boolean;
  /** Print an anonymized copy instead. */
  anonymize?: boolean;
}

/** `netwake replay FILE`: the states that a recording leads to, and whether they are the recorded ones. */
export async function replay(file: string, flags: ReplayFlags, context: CommandContext): Promise<number> {
  const recording = await readRecording(file, context.signal);
  if (flags.anonymize === true) return printAnonymized(recording, context);
  const tell = (record: StateRecord): void =>
    context.print(flags.json === true ? JSON.stringify(record) : watchLine(record));
  let changes = 0;
  if (recording.header.checkpoint !== null) tell(initialRecord(recording));
  const difference = await replayRecording(recording, (change) => {
    changes++;
    tell(stateRecord(change));
  });
  if (!recording.complete) context.warn(`${file} has no end: what came of its last line may be missing`);
  context.print(flags.json === true ? summaryJson(recording, changes, difference) : summary(changes, difference));
  if (difference === null) return exitCode.success;
  context.warn(`${file}:${difference.line}: the replay differs: ${printable(difference.message)}`);
  return exitCode.failure;
}

/** The state that a recording begins with, when it begins in the middle. */
function initialRecord({ header: { wall, checkpoint } }: RecordingFile): StateRecord {
  const { state = 'unknown', reason = 'starting', cause } = checkpoint?.session ?? {};
  return { type: 'state', state, previous: state, reason, interface: cause?.interface ?? null, at: wall };
}

function summary(changes: number, difference: Difference | null): string {
  const count = changes === 1 ? '1 change' : `${changes} changes`;
  return difference === null ? `the same as recorded: ${count}` : `not the same as recorded, after ${count}`;
}

function summaryJson({ complete }: RecordingFile, changes: number, difference: Difference | null): string {
  return JSON.stringify({ type: 'replay', same: difference === null, changes, complete, difference });
}

function printAnonymized({ header, entries }: RecordingFile, context: CommandContext): number {
  const anonymizer = new Anonymizer(randomBytes(32), header.settings);
  // What lacks the addon is refused before anything is printed.
  const lines = [anonymizer.header(header), ...entries.map(({ entry }) => anonymizer.entry(entry))];
  for (const line of lines) context.print(JSON.stringify(line));
  return exitCode.success;
}
