import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { succeed } from './command.ts';

export const REPOSITORY: string = fileURLToPath(new URL('../../..', import.meta.url));

// What it takes to build the package; the rest of the repository stays out, so that the tarball cannot depend on it.
const SOURCES = [
  ...['package.json', 'binding.gyp', 'tsconfig.json', 'tsconfig.build.json', 'LICENSE', 'README.md', 'CHANGELOG.md'],
  'config.schema.json',
  ...['lib', 'native/addon', 'native/netlink', 'native/probe', 'native/uv', 'scripts', 'prebuilds/README.md', 'test'],
];

/** npm's own program: it is run by path, where PATH has no compiler and may have no npm. */
export const NPM: string = realpathSync(
  process.env['PATH']!.split(delimiter)
    .map((directory) => join(directory, 'npm'))
    .find((file) => existsSync(file))!,
);

/** Builds both halves in a copy of the repository, whose own build stays as it is, and packs them. Answers the tarball. */
export async function packNetwake(scratch: string): Promise<string> {
  const stage = join(scratch, 'stage');
  mkdirSync(stage);
  for (const name of SOURCES) {
    const source = join(REPOSITORY, name);
    if (existsSync(source)) cpSync(source, join(stage, name), { recursive: true });
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(stage, 'node_modules'));
  await succeed([process.execPath, NPM, 'run', 'build:ts'], { cwd: stage });
  await succeed([process.execPath, NPM, 'run', 'prebuild'], { cwd: stage });
  const [tarball = ''] = await pack([stage], scratch);
  return tarball;
}

/** Packs the installed dependencies of netwake, so that they can be installed without a registry. */
export function packDependencies(scratch: string): Promise<string[]> {
  return pack(
    [...closure()].map((name) => join(REPOSITORY, 'node_modules', name)),
    scratch,
  );
}

function closure(): Set<string> {
  const found = new Set(dependenciesOf(REPOSITORY));
  for (const name of found) {
    for (const next of dependenciesOf(join(REPOSITORY, 'node_modules', name))) found.add(next);
  }
  return found;
}

function dependenciesOf(directory: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return Object.keys(dependencies);
}

async function pack(directories: readonly string[], destination: string): Promise<string[]> {
  const flags = ['--ignore-scripts', '--json', '--pack-destination', destination];
  const printed = await succeed([process.execPath, NPM, 'pack', ...flags, ...directories], { cwd: destination });
  const packed = JSON.parse(printed) as Array<{ filename: string }> | Record<string, { filename: string }>;
  return Object.values(packed).map(({ filename }) => join(destination, filename));
}
