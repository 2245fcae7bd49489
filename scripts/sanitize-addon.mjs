// Runs tests over an addon that is built with a sanitizer.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildAddon } from './addon-build.mjs';
import { buildNative } from './native-build.mjs';
import { run } from './run.mjs';
import { withBuildSetAside } from './set-aside.mjs';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
/** The unit and the lab tests take two to three times as long as they do without a sanitizer. */
const TESTS_TIMEOUT_MS = 60 * 60_000;
const script = (name, ...args) => [process.execPath, path.join(root, 'scripts', name), ...args];

/** The unit and the lab tests under AddressSanitizer and UndefinedBehaviorSanitizer. @returns {Promise<number>} the status */
export function sanitizeAddress() {
  // Programs that tests run beside netwake, not sanitized themselves.
  buildNative({ target: 'tools' });
  return withSanitizedAddon({
    sanitize: 'address',
    runtime: 'libasan.so',
    options: (log) => ({
      // Leaks are not looked for: at its exit node leaves to the system what V8 and itself still hold, and so do the shells
      // and tools that tests start. All of it would be reported, and none of it is the addon's.
      ASAN_OPTIONS: `detect_leaks=0:log_path=${log}`,
      // It knows no log_path beside AddressSanitizer: what it says is found in the output.
      UBSAN_OPTIONS: 'print_stacktrace=1',
    }),
    test: (env) => run(script('test.mjs', 'unit', 'lab'), { env, timeoutMs: TESTS_TIMEOUT_MS }),
    holds: () => true,
  });
}

// Runs a command while an interface goes up and down all the time. The sanitizer's runtime goes to that command only: the
// shells of the lab crash with it.
const STORM = `
ip link add eth0 type veth peer name eth1 index 100 && ip link set eth1 up || exit 1
(while :; do ip link set eth0 down; ip link set eth0 up; done) & weather=$!
LD_PRELOAD=$NETWAKE_PRELOAD "$@"
status=$?
kill $weather
exit $status
`;
const WORKERS = 40;
const AT_ONCE = 8;
/** When a worker is ended, in turns. */
const MOMENTS = 'starting,dumping,started,stopped';

/** The C++ tests, and monitors in worker threads, under ThreadSanitizer. @returns {Promise<number>} the status */
export async function sanitizeThread() {
  const { status } = await run(script('native-test.mjs', '--sanitize', 'thread'));
  if (status !== 0) return 1;
  const workers = path.join(root, 'test/lab/process/worker-storm.mjs');
  const entry = pathToFileURL(path.join(root, 'dist/index.js')).href;
  const storm = [process.execPath, workers, String(WORKERS), String(AT_ONCE), entry, MOMENTS];
  return withSanitizedAddon({
    sanitize: 'thread',
    runtime: 'libtsan.so',
    // Node is built without it: of what it does with memory and locks, ThreadSanitizer sees only a part.
    options: (log) => ({ TSAN_OPTIONS: `ignore_noninstrumented_modules=1:log_path=${log}` }),
    test: ({ LD_PRELOAD, ...env }) =>
      run(script('lab.mjs', 'sh', '-c', STORM, 'sh', ...storm), { env: { ...env, NETWAKE_PRELOAD: LD_PRELOAD } }),
    holds: (output) => JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)).failures.length === 0,
  });
}

/** Without this a build that does not load would pass: everything has its fallback. */
function requireAddonLoads(env) {
  const addon = JSON.stringify(path.join(root, 'build/Release/netwake.node'));
  const { status } = spawnSync(process.execPath, ['-e', `require(${addon})`], {
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the sanitized addon does not load');
}

// `test` is given the environment in which the addon loads; `holds` judges the output of a test that ended well.
function withSanitizedAddon({ sanitize, runtime, options, test, holds }) {
  const reports = mkdtempSync(path.join(tmpdir(), 'netwake-sanitize-'));
  const env = {
    // The runtime must come before all else, in every process that loads the addon: children inherit it.
    LD_PRELOAD: execFileSync('gcc', [`-print-file-name=${runtime}`], { encoding: 'utf8' }).trim(),
    ...options(path.join(reports, 'report')),
  };
  return withBuildSetAside(async () => {
    try {
      buildAddon(['--', `-Dsanitize=${sanitize}`]);
      requireAddonLoads(env);
      const { status, output } = await test(env);
      const count = printReports(reports) + (output.match(/: runtime error: /g)?.length ?? 0);
      process.stdout.write(`${count} sanitizer reports\n`);
      return status === 0 && count === 0 && holds(output) ? 0 : 1;
    } finally {
      rmSync(reports, { recursive: true, force: true });
    }
  });
}

function printReports(directory) {
  const names = readdirSync(directory);
  for (const name of names) process.stderr.write(`\n${name}\n${readFileSync(path.join(directory, name), 'utf8')}`);
  return names.length;
}
