// One target, fuzzed for some time by some processes that share what they find.
import { run } from './run.mjs';
import { inputs } from './fuzz-targets.mjs';

// An input that takes ten seconds hangs: most take less than a millisecond.
const HANG_SECONDS = 10;
// A dump's datagram is up to 32 KiB long, but what it is made of repeats itself.
const MOST_BYTES = 4_096;

/**
 * @param {string} target
 * @param {{ executable: string, findings: string, seconds: number, jobs: number }} options `findings`: where an input that
 *   fails is kept
 * @returns {Promise<{ executions: number, corpus: number, edges: number, failed: boolean, files: string[] }>} the
 *   corpus's size and the edges covered are those of the process that came furthest
 */
export async function fuzzFor(target, { executable, findings, seconds, jobs }) {
  const { corpus, found, captured } = inputs(target);
  const command = [
    executable,
    `-max_total_time=${seconds}`,
    `-timeout=${HANG_SECONDS}`,
    `-artifact_prefix=${findings}/${target}-`,
    `-max_len=${MOST_BYTES}`,
    '-print_final_stats=1',
    // New ones go to the first folder.
    ...[found, corpus, captured],
  ];
  const timeoutMs = (seconds + 120) * 1_000;
  const results = await Promise.all(Array.from({ length: jobs }, () => run(command, { timeoutMs })));
  const reports = results.map(({ status, output }) => ({ failed: status !== 0, ...readReport(output) }));
  return {
    executions: reports.reduce((sum, report) => sum + report.executions, 0),
    corpus: Math.max(...reports.map((report) => report.corpus)),
    edges: Math.max(...reports.map((report) => report.edges)),
    failed: reports.some((report) => report.failed),
    files: reports.flatMap((report) => report.files),
  };
}

function readReport(output) {
  const progress = [...output.matchAll(/^#\d+\s.* cov: (\d+) .* corp: (\d+)\//gm)].at(-1);
  return {
    executions: Number(/^stat::number_of_executed_units: +(\d+)/m.exec(output)?.[1] ?? 0),
    edges: Number(progress?.[1] ?? 0),
    corpus: Number(progress?.[2] ?? 0),
    files: [...output.matchAll(/Test unit written to (.+)$/gm)].map(([, file]) => file),
  };
}
