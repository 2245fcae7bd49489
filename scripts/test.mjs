// All tests: `npm test -- [SUITE...]`. Runs the suites one after another and ends with one line, `N passed, N failed`. What is
// skipped, what never ran and a suite that broke all count as failed. What failed is told again before that line.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const script = (name) => path.join(root, 'scripts', name);
const mochaBinary = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const scratch = mkdtempSync(path.join(tmpdir(), 'netwake-test-'));

const NO_NAMESPACES = `
The lab tests build networks out of namespaces, and this machine permits none: unshare --user --net fails.
They need unprivileged user namespaces. Where to look:
  sysctl user.max_user_namespaces                         more than 0
  sysctl kernel.unprivileged_userns_clone                 1, where it exists (Debian)
  sysctl kernel.apparmor_restrict_unprivileged_userns     0, where it exists (Ubuntu)
  in a container: --security-opt seccomp=unconfined --security-opt apparmor=unconfined
They count as failed, and are not skipped.
`;

/** @type {Record<string, () => Promise<{ passed: number, failed: number }>>} */
const suites = {
  // First: its build makes the tools that other tests use.
  native: doctest,
  unit: () => mocha('unit', path.join(root, '.mocharc.json')),
  lab: () => lab('netlink'),
  'lab:polling': () => lab('polling'),
  'lab:socket': () => lab('socket'),
  package: () => mocha('package', path.join(root, 'test/package/.mocharc.json')),
};

async function doctest() {
  const { status, output } = await run([process.execPath, script('native-test.mjs'), '--no-colors']);
  const summary = /^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped/m.exec(output);
  const [passed = 0, failed = 0, skipped = 0] = summary?.slice(1).map(Number) ?? [];
  return settle(status, { passed, failed, skipped });
}

// The same tests on another backend: see test/lab/support/backend.ts.
async function lab(backend) {
  const { status } = spawnSync(process.execPath, [script('lab.mjs'), 'true'], { stdio: 'inherit' });
  if (status === 0)
    return mocha('lab', path.join(root, 'test/lab/.mocharc.json'), {
      prefix: [process.execPath, script('lab.mjs')],
      env: { NETWAKE_LAB_BACKEND: backend },
    });
  process.stderr.write(NO_NAMESPACES);
  return { passed: 0, failed: 1 };
}

async function mocha(name, config, { prefix = [], env = {} } = {}) {
  const file = path.join(scratch, `${name}.json`);
  const command = [process.execPath, mochaBinary, '--config', config, '--reporter', script('counting-reporter.cjs')];
  const { status } = await run([...prefix, ...command], { cwd: root, env: { ...env, NETWAKE_COUNTS: file } });
  return settle(status, readCounts(file));
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    process.stderr.write('The suite ended before it had counted its tests.\n');
    return { passed: 0, failed: 0 };
  }
}

// A suite that ran nothing, or ended badly although no test failed, is a failure too.
function settle(status, { passed, failed, skipped = 0, unseen = 0, failing = [] }) {
  if (skipped > 0) process.stderr.write(`${skipped} skipped: that counts as failed.\n`);
  if (unseen > 0) process.stderr.write(`${unseen} never ran: that counts as failed.\n`);
  const bad = failed + skipped + unseen;
  const broken = bad === 0 && (status !== 0 || passed === 0);
  if (broken)
    process.stderr.write(`The suite ended with status ${status} after ${passed} tests: that counts as failed.\n`);
  return { passed, failed: broken ? 1 : bad, failing };
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suites);
const unknown = chosen.find((name) => !Object.hasOwn(suites, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no suite ${unknown}, only ${Object.keys(suites).join(', ')}\n`);
  process.exit(64);
}

const totals = { passed: 0, failed: 0 };
const lines = [];
const failures = [];
try {
  for (const name of chosen) {
    process.stdout.write(`\n=== ${name}\n`);
    const startedAt = performance.now();
    const { passed, failed, failing = [] } = await suites[name]();
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    lines.push(`${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
    failures.push(...failing.map((failure) => `${name}: ${failure}\n`));
    totals.passed += passed;
    totals.failed += failed;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`\n${failures.join('\n')}`);
process.stdout.write(`\n${lines.join('\n')}\n${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
