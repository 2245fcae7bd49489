// Builds and runs the C++ tests: `npm run test:native -- [--sanitize address|thread] [doctest's arguments]`. They run in a
// namespace of their own (lab.mjs), where forging a message is allowed and nothing is there but loopback.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildDirectory, buildNative } from './native-build.mjs';

const { values, tokens } = parseArgs({
  options: { sanitize: { type: 'string', default: '' } },
  strict: false,
  tokens: true,
});
const passedOn = tokens.filter((token) => token.name !== 'sanitize').map((token) => process.argv[token.index + 2]);

buildNative({ sanitize: values.sanitize });
const executable = path.join(buildDirectory(values.sanitize), 'test', 'netwake_test');
if (!existsSync(executable)) {
  process.stderr.write('The C++ tests need doctest (Debian: doctest-dev). Install it and remove native/build*.\n');
  process.exit(1);
}
const lab = path.resolve(fileURLToPath(import.meta.url), '../lab.mjs');
const { status } = spawnSync(process.execPath, [lab, executable, ...passedOn], { stdio: 'inherit' });
process.exit(status ?? 1);
