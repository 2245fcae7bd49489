// How many lines of the sources the corpus reaches.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { buildDirectory, buildTargets, inputs, LLVM_VERSION } from './fuzz-targets.mjs';

/** Runs each target over its committed corpus once, and prints a line a source file of native/netlink that any of them reaches. */
export function printCoverage(targets) {
  const executable = buildTargets({ coverage: true });
  const directory = buildDirectory(true);
  const profiles = targets.map((target) => {
    const { corpus, captured } = inputs(target);
    const profile = path.join(directory, `${target}.profraw`);
    execFileSync(executable(target), ['-runs=0', corpus, captured], {
      env: { ...process.env, LLVM_PROFILE_FILE: profile },
      stdio: 'ignore',
    });
    process.stdout.write(`${target}: ${readdirSync(corpus).length} inputs\n`);
    return profile;
  });
  const merged = path.join(directory, 'merged.profdata');
  execFileSync(`llvm-profdata-${LLVM_VERSION}`, ['merge', '-o', merged, ...profiles]);
  for (const { file, covered, lines } of coverageOf(merged, targets.map(executable))) {
    process.stdout.write(
      `${file.padEnd(16)} ${((covered / lines) * 100).toFixed(1).padStart(5)} % of ${lines} lines\n`,
    );
  }
}

function coverageOf(profile, executables) {
  const objects = executables.flatMap((file, index) => (index === 0 ? [file] : ['-object', file]));
  const args = ['export', '-summary-only', `-instr-profile=${profile}`, ...objects];
  const { data } = JSON.parse(execFileSync(`llvm-cov-${LLVM_VERSION}`, args, { encoding: 'utf8' }));
  return data[0].files
    .filter(({ filename, summary }) => /\/native\/netlink\/\w+\.cc$/.test(filename) && summary.lines.covered > 0)
    .map(({ filename, summary: { lines } }) => ({
      file: path.basename(filename),
      covered: lines.covered,
      lines: lines.count,
    }));
}
