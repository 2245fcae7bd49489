// Runs the C++ tests under valgrind's memcheck, and a monitor's life in node. Each in a network of its own.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDirectory, buildNative } from './native-build.mjs';
import { run } from './run.mjs';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const script = (name) => path.join(root, 'scripts', name);
const REPORTS = 99;

const memcheck = (...args) => [
  ...[process.execPath, script('lab.mjs'), 'valgrind', '--quiet', `--error-exitcode=${REPORTS}`],
  ...['--num-callers=30', ...args],
];

/** @returns {Promise<number>} the status: 1 after any report */
export async function valgrind() {
  buildNative();
  const tests = path.join(buildDirectory(), 'test/netwake_test');
  if (!existsSync(tests)) throw new Error('The C++ tests need doctest (Debian: doctest-dev)');
  const leaks = ['--leak-check=full', '--show-leak-kinds=definite,indirect,possible'];
  const native = await run(memcheck(...leaks, '--track-origins=yes', tests, '--no-colors'));
  process.stdout.write(`C++ tests: ${outcomeOf(native.status)}\n`);

  // What V8 writes as machine code at run time, memcheck cannot follow: --jitless. Leaks are not looked for: at its exit
  // node leaves to the system what it still holds.
  const life = await run(memcheck(process.execPath, '--jitless', script('monitor-life.mjs')));
  process.stdout.write(`a monitor's life in node: ${outcomeOf(life.status)}\n`);
  return native.status === 0 && life.status === 0 ? 0 : 1;
}

function outcomeOf(status) {
  if (status === 0) return 'clean';
  return status === REPORTS ? 'memcheck has something to report' : `it failed with status ${status}`;
}
