// Fuzzes the native half: `npm run fuzz -- [TARGET...] [--seconds N] [--jobs N]`. The seconds are shared out among the
// targets; with jobs, each is run by that many processes at once. Ends with a line a target; the status is 1 after a finding.
// `--merge` takes what was found into the committed corpus, `--coverage` tells how much of the sources the corpus reaches.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printCoverage } from './fuzz-coverage.mjs';
import { mergeCorpus } from './fuzz-merge.mjs';
import { fuzzFor } from './fuzz-run.mjs';
import { buildDirectory, buildTargets, targetNames } from './fuzz-targets.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    jobs: { type: 'string', default: '1' },
    merge: { type: 'boolean', default: false },
    coverage: { type: 'boolean', default: false },
  },
});

function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(64);
}

function countOf(option) {
  const count = Number(values[option]);
  if (!Number.isInteger(count) || count < 1)
    refuse(`--${option} is a whole number of at least 1, not '${values[option]}'`);
  return count;
}

async function fuzzAll(targets, seconds, jobs) {
  const executable = buildTargets();
  const findings = path.join(buildDirectory(), 'findings');
  mkdirSync(findings, { recursive: true });
  const lines = [];
  const crashes = [];
  for (const target of targets) {
    const options = { executable: executable(target), findings, seconds, jobs };
    const { executions, corpus, edges, failed, files } = await fuzzFor(target, options);
    lines.push(`${target}: ${executions} executions, corpus ${corpus}, ${edges} edges${failed ? ', FAILED' : ''}`);
    if (failed) crashes.push(...(files.length > 0 ? files : [`${target}: it ended without an input, see above`]));
  }
  process.stdout.write(`${[...lines, ...crashes].join('\n')}\n`);
  return crashes.length === 0 ? 0 : 1;
}

const unknown = positionals.find((name) => !targetNames.includes(name));
if (unknown !== undefined) refuse(`there is no target ${unknown}, only ${targetNames.join(', ')}`);
const targets = positionals.length > 0 ? positionals : targetNames;

if (values.coverage) printCoverage(targets);
else if (values.merge) mergeCorpus(targets, buildTargets());
else process.exitCode = await fuzzAll(targets, Math.ceil(countOf('seconds') / targets.length), countOf('jobs'));
