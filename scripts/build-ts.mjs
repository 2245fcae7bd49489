// Builds dist/ from lib/: declarations file by file, and the code in as few files as can be, for every module that is loaded
// one by one costs the process that imports netwake a hundred kilobytes and a part of a millisecond.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

process.chdir(path.resolve(fileURLToPath(import.meta.url), '../..'));

const { exports, bin, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const nameOf = (file) => file.replace(/^(\.\/)?dist\/(.*)\.js$/, '$2');
const entriesOf = (files) =>
  Object.fromEntries(files.map((file) => [nameOf(file), path.join('lib', `${nameOf(file)}.ts`)]));

rmSync('dist', { recursive: true, force: true });
const compiler = ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json'];
const { status } = spawnSync(process.execPath, compiler, { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// What is imported shares its parts, for an error is to be of one class whichever entry it comes by: the retryer and all that
// it needs are one file, what a monitor needs besides another. The command has parts of its own.
await bundle(
  entriesOf(
    Object.values(exports)
      .map((target) => target.default)
      .filter((file) => file !== undefined),
  ),
  'chunks',
  [
    { name: 'retry', test: /[\\/]lib[\\/]retry[\\/]index\.ts$/, priority: 1 },
    { name: 'netwake', test: /[\\/]lib[\\/]index\.ts$/ },
  ],
);
// main.ts is not among what its commands share: it waits for them at its top level, and they would wait for it.
await bundle(entriesOf(Object.values(bin)), 'cli', [
  { name: 'program', test: /[\\/]lib[\\/]cli[\\/](context|failure|program)\.ts$/, priority: 1 },
  { name: 'monitor', test: /[\\/]lib[\\/]cli[\\/]create-monitor\.ts$/ },
]);
// What the benches make a monitor of that is not to be had by its options. Not in the package.
const measured = ['native/loader', 'probe/native', 'sources/netlink'];
await bundle(Object.fromEntries(measured.map((name) => [`bench/${path.basename(name)}`, `lib/${name}.ts`])), 'bench');

// All files lie in directories of dist/: as deep below the root of the package as what they are made of.
async function bundle(input, chunks, groups = []) {
  await build({
    input,
    platform: 'node',
    transform: { target: engines.node.replace('>=', 'node') },
    // What `using` is made of comes along.
    external: (id) => !/^([./]|@oxc-project\/runtime\/)/.test(id),
    logLevel: 'warn',
    output: {
      dir: 'dist',
      entryFileNames: '[name].js',
      chunkFileNames: `${chunks}/[name]-[hash].js`,
      codeSplitting: { groups },
      comments: false,
      minifyInternalExports: false,
    },
  });
}
