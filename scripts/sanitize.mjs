// Runs the unit and the lab tests over an addon that is built with AddressSanitizer and UndefinedBehaviorSanitizer:
// `npm run sanitize`. Any report fails it. The C++ tests have it of their own: npm run test:native -- --sanitize address
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAddon } from './addon-build.mjs';
import { run } from './run.mjs';
import { withBuildSetAside } from './set-aside.mjs';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const reports = mkdtempSync(path.join(tmpdir(), 'netwake-sanitize-'));
const log = path.join(reports, 'report');

const sanitized = {
  // The runtime must come before all else, in every process that loads the addon: children inherit it.
  LD_PRELOAD: execFileSync('gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim(),
  // Leaks are not looked for: at its exit node leaves to the system what V8 and itself still hold, and so do the shells and
  // tools that tests start. All of it would be reported, and none of it is the addon's.
  ASAN_OPTIONS: `detect_leaks=0:log_path=${log}`,
  // It knows no log_path beside AddressSanitizer: what it says is found in the output.
  UBSAN_OPTIONS: 'print_stacktrace=1',
};

/** Without this a build that does not load would pass: everything has its fallback. */
function addonLoads() {
  const addon = JSON.stringify(path.join(root, 'build/Release/netwake.node'));
  const { status } = spawnSync(process.execPath, ['-e', `require(${addon})`], {
    env: { ...process.env, ...sanitized },
    stdio: 'inherit',
  });
  return status === 0;
}

function printReports() {
  const names = readdirSync(reports);
  for (const name of names) process.stderr.write(`\n${name}\n${readFileSync(path.join(reports, name), 'utf8')}`);
  return names.length;
}

process.exitCode = await withBuildSetAside(async () => {
  try {
    buildAddon(['--', '-Dsanitize=address']);
    if (!addonLoads()) throw new Error('the sanitized addon does not load');
    const { status, output } = await run([process.execPath, path.join(root, 'scripts/test.mjs'), 'unit', 'lab'], {
      env: sanitized,
    });
    const count = printReports() + (output.match(/: runtime error: /g)?.length ?? 0);
    process.stdout.write(`${count} sanitizer reports\n`);
    return status === 0 && count === 0 ? 0 : 1;
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
});
