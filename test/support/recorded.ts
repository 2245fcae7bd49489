import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Entry, Header } from '../../lib/record/format.ts';
import { readRecording } from '../../lib/replay/recording-file.ts';
import { replay } from '../../lib/replay/replay.ts';

/** What is logged, by level. */
export class Log {
  readonly lines: Array<[level: string, fields: Record<string, unknown>]> = [];
  readonly logger = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [
      level,
      (fields: object) => this.lines.push([level, fields as Record<string, unknown>]),
    ]),
  ) as never;

  at(level: string): Array<Record<string, unknown>> {
    return this.lines.flatMap((line) => (line[0] === level ? [line[1]] : []));
  }
}

export function linesOf(file: string): Array<Header | Entry> {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Header | Entry);
}

export function typesOf(file: string): string[] {
  return linesOf(file).map(({ type }) => type);
}

export async function replayedStates(file: string): Promise<string[]> {
  const states: string[] = [];
  const difference = await replay(await readRecording(file), ({ state }) => states.push(state));
  expect(difference?.message).to.equal(undefined);
  return states;
}
