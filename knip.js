// What is unused: every file must be reached from an entry point, every export from another file.
import { readFileSync } from 'node:fs';

const { exports, bin } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const built = [...Object.values(exports).map((entry) => entry.default ?? entry), ...Object.values(bin)];

export default {
  entry: [
    // An entry point of dist/ is named after what it is built from.
    ...built.filter((file) => file.endsWith('.js')).map((file) => file.replace(/^(\.\/)?dist\/(.*)\.js$/, 'lib/$2.ts')),
    'test/**/*.test.ts',
    'test/support/only-loopback.ts',
    'test/**/*.mjs',
    'test/recordings/make.ts',
    'test/types/**/*.ts',
    'bench/*.{ts,mjs}',
    'bench/*/*-process.mjs',
    'bench/*/server.mjs',
    'examples/**/*.{ts,mts,mjs}',
    'scripts/*.{mjs,cjs,ts}',
  ],
  project: ['{lib,test,bench,examples,scripts}/**/*.{ts,mts,mjs,cjs}'],
  ignoreExportsUsedInFile: true,
  ignoreDependencies: [
    // binding.gyp includes its headers.
    'node-addon-api',
    // The build takes from it what `using` is made of.
    '@oxc-project/runtime',
    // Named in .mocharc.json, and by oxlint.
    ...['tsx', 'oxlint-tsgolint'],
    // Scripts run these by their paths.
    ...['cmake-js', 'node-gyp', 'oxfmt', 'oxlint', 'prebuildify', 'publint'],
  ],
  // The system's own.
  ignoreBinaries: [
    'cmake',
    'fish',
    'gcc',
    'ip',
    'mkfifo',
    'mount',
    'nm',
    'nsenter',
    'readelf',
    'script',
    'umount',
    'unshare',
  ],
};
