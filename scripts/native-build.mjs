// Builds native/CMakeLists.txt through cmake-js, into a directory of its own: node-gyp's build/Release stays as it is.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEnvironment } from './node-headers.mjs';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');

/** Where a build goes; one directory a sanitizer, so that none evicts another. */
export function buildDirectory(sanitize = '') {
  return path.join(root, 'native', sanitize === '' ? 'build' : `build-${sanitize}`);
}

/**
 * Configures and builds.
 * @param {{ target?: string, sanitize?: '' | 'address' | 'thread', stdio?: 'inherit' | 'ignore' }} options
 * @throws Error when the build fails
 */
export function buildNative({ target, sanitize = '', stdio = 'inherit' } = {}) {
  const cmakeJs = createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js');
  const args = [cmakeJs, 'build', '--log-level', 'warn', '--directory', path.join(root, 'native')];
  args.push('--out', buildDirectory(sanitize), `--CDNETWAKE_SANITIZE=${sanitize}`);
  if (target !== undefined) args.push('--target', target);
  const { status } = spawnSync(process.execPath, args, { stdio, env: buildEnvironment() });
  if (status !== 0) throw new Error(`cmake-js build of native/ failed with status ${status}`);
}
