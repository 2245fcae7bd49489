// Builds the addon with node-gyp: `npm run build:native -- [node-gyp's arguments]`. Imported, it does so from a script.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEnvironment } from './node-headers.mjs';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');

/**
 * @param {string[]} args what node-gyp is given besides `rebuild`
 * @throws Error when the build fails
 */
export function buildAddon(args = []) {
  const nodeGyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  const { status } = spawnSync(process.execPath, [nodeGyp, 'rebuild', '--loglevel=warn', ...args], {
    cwd: root,
    env: buildEnvironment(),
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`node-gyp rebuild failed with status ${status}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.platform === 'linux') buildAddon(process.argv.slice(2));
  else process.stdout.write(`There is no addon for ${process.platform}: netwake polls there.\n`);
}
