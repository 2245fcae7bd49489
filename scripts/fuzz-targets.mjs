// The libFuzzer targets of native/fuzz: what there is, where its inputs lie, how it is built.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const sources = path.join(root, 'native/fuzz');

/** Debian 12's: clang-14, libclang-rt-14-dev and llvm-14. What counts coverage must be of one version with the compiler. */
export const LLVM_VERSION = 14;

/** A file NAME_fuzz.cc makes the target NAME. */
export const targetNames = readdirSync(sources)
  .filter((name) => name.endsWith('_fuzz.cc'))
  .map((name) => name.slice(0, -'_fuzz.cc'.length));

export const buildDirectory = (coverage = false) =>
  path.join(root, 'native', coverage ? 'build-fuzz-coverage' : 'build-fuzz');

/**
 * The folders of a target's inputs: committed ones, those that runs on this machine have found, and the datagrams that the
 * C++ tests use. Inputs that a target cannot use do no harm.
 */
export function inputs(target) {
  const found = path.join(buildDirectory(), 'found', target);
  const corpus = path.join(sources, 'corpus', target);
  for (const directory of [found, corpus]) mkdirSync(directory, { recursive: true });
  return { corpus, found, captured: path.join(root, 'native/test/captured') };
}

/**
 * Builds all targets; the output goes to stderr.
 * @returns {(target: string) => string} where a target's executable is
 * @throws Error when the build fails
 */
export function buildTargets({ coverage = false } = {}) {
  const directory = buildDirectory(coverage);
  if (!existsSync(path.join(directory, 'build.ninja'))) {
    cmake(
      '-S',
      sources,
      '-B',
      directory,
      '-G',
      'Ninja',
      `-DCMAKE_CXX_COMPILER=clang++-${LLVM_VERSION}`,
      `-DNETWAKE_COVERAGE=${coverage ? 'ON' : 'OFF'}`,
    );
  }
  cmake('--build', directory);
  return (target) => path.join(directory, `${target}_fuzz`);
}

function cmake(...args) {
  const { status } = spawnSync('cmake', args, { stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  throw new Error(
    `cmake ${args[0]} failed: fuzzing needs cmake, ninja-build, clang-${LLVM_VERSION} and libclang-rt-${LLVM_VERSION}-dev`,
  );
}
