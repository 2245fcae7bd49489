// The one gate: `npm run check`. Does every step, tells which failed; `--without test` leaves one out.
import { readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from './run.mjs';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
process.chdir(root);

const { values } = parseArgs({ options: { without: { type: 'string', multiple: true, default: [] } } });
const sources = ['lib', 'test', 'bench', 'scripts', 'examples'].filter((name) => readdirSync(root).includes(name));
const tool = (name, ...args) => [path.join('node_modules/.bin', name), ...args];
const script = (name, ...args) => [process.execPath, path.join('scripts', name), ...args];

const steps = {
  format: tool('oxfmt', '--check', ...sources),
  'format of native/': [clangFormat(), '--dry-run', '-Werror', ...nativeFiles()],
  lint: tool('oxlint', '--deny-warnings', ...sources),
  types: tool('tsc', '--noEmit'),
  'unused code': tool('knip', '--no-progress'),
  build: ['npm', 'run', '--silent', 'compile'],
  package: tool('publint', '--strict'),
  test: script('test.mjs'),
};

// Debian names it with its version; the style file needs 19.
function clangFormat() {
  return (
    ['clang-format-19', 'clang-format'].find((name) => spawnSync(name, ['--version']).status === 0) ?? 'clang-format-19'
  );
}

function nativeFiles() {
  return readdirSync('native', { recursive: true })
    .filter((name) => /\.(cc|h)$/.test(name) && !name.startsWith('build'))
    .map((name) => path.join('native', name));
}

const unknown = values.without.find((name) => !Object.hasOwn(steps, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no step '${unknown}', only ${Object.keys(steps).join(', ')}\n`);
  process.exit(64);
}
const chosen = Object.entries(steps).filter(([name]) => !values.without.includes(name));
const failed = [];
for (const [index, [name, command]] of chosen.entries()) {
  process.stdout.write(`[${index + 1}/${chosen.length}] ${name}\n`);
  const startedAt = performance.now();
  const { status } = await run(command);
  if (status !== 0) failed.push(name);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`[${index + 1}/${chosen.length}] ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${seconds} s)\n`);
}
process.stdout.write(failed.length === 0 ? 'check passed\n' : `check failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
