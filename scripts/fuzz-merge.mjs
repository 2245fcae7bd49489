// Takes what fuzzing has found into the committed corpus, which is made anew: the smallest inputs that reach as much.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildDirectory, inputs } from './fuzz-targets.mjs';

// Longer ones are cut: sessions of short messages fit, and the repository stays small.
const MOST_BYTES = 1_024;

/**
 * @param {string[]} targets
 * @param {(target: string) => string} executable
 * @throws Error when a target fails on an input; its corpus stays as it was
 */
export function mergeCorpus(targets, executable) {
  for (const target of targets) {
    const { corpus, found, captured } = inputs(target);
    mkdirSync(buildDirectory(), { recursive: true });
    // Beside the build, not in the system's scratch folder: a rename crosses no file system.
    const merged = mkdtempSync(path.join(buildDirectory(), `merge-${target}-`));
    const { status } = spawnSync(
      executable(target),
      ['-set_cover_merge=1', `-max_len=${MOST_BYTES}`, merged, corpus, found, captured],
      {
        stdio: ['ignore', 2, 2],
      },
    );
    if (status !== 0) throw new Error(`the merge of ${target} failed with status ${status}: ${corpus} is unchanged`);
    rmSync(corpus, { recursive: true });
    renameSync(merged, corpus);
    const names = readdirSync(corpus);
    const bytes = names.reduce((sum, name) => sum + statSync(path.join(corpus, name)).size, 0);
    process.stdout.write(`${target}: ${names.length} inputs, ${bytes} bytes\n`);
  }
}
