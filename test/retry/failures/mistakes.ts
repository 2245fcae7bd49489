import assert from 'node:assert';
import { execFile } from 'node:child_process';
import { link, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runInThisContext } from 'node:vm';
import { rejectionOf } from '../../support/failure.ts';
import type { RealFailure } from './real-failure.ts';

/** What a function throws. */
async function thrownBy(act: () => unknown): Promise<unknown> {
  return rejectionOf((async () => act())());
}

// Neither may root.
async function unexecutable(): Promise<unknown> {
  return rejectionOf(promisify(execFile)(fileURLToPath(import.meta.url)));
}

async function linkedFolder(): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'netwake-'));
  try {
    return await rejectionOf(link(folder, join(folder, 'link')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Errors of the program itself, and of whoever wants it to stop. */
export const MISTAKES: readonly RealFailure[] = [
  {
    word: 'ReferenceError',
    from: 'a name that is not there',
    provoke: () => thrownBy(() => runInThisContext('nowhere')),
  },
  { word: 'SyntaxError', from: 'broken JSON', provoke: () => thrownBy(() => JSON.parse('{')) },
  { word: 'RangeError', from: 'a text too long', provoke: () => thrownBy(() => 'long'.repeat(2 ** 30)) },
  { word: 'AssertionError', from: 'node:assert', provoke: () => thrownBy(() => assert.equal(1, 2)) },
  { word: 'ERR_INVALID_URL', from: 'new URL()', provoke: () => thrownBy(() => new URL('http://')) },
  { word: 'ENOENT', from: 'a file that is not there', provoke: () => rejectionOf(readFile('/nonexistent')) },
  { word: 'EACCES', from: 'a program that is none', provoke: unexecutable },
  { word: 'EPERM', from: 'a hard link to a folder', provoke: linkedFolder },
  {
    word: 'AbortError',
    from: 'a timer that was aborted',
    provoke: () => rejectionOf(setTimeout(10_000, null, { signal: AbortSignal.abort() })),
  },
  { word: 'AbortError', from: 'the reason of a signal', provoke: async () => AbortSignal.abort().reason },
  {
    word: 'TimeoutError',
    from: 'a timer with AbortSignal.timeout(), hidden in an AbortError',
    provoke: () => rejectionOf(setTimeout(10_000, null, { signal: AbortSignal.timeout(1) })),
  },
];
