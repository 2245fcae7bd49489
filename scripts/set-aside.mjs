// Builds into build/ something other than the addon that everybody uses, and puts that one back.
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const build = path.join(root, 'build');
const aside = path.join(root, '.build-aside');

/**
 * Does `work` while the usual build directory is out of the way; it is back afterwards, also after a failure or an
 * interruption. One that an earlier run could not bring back comes back first.
 * @template Value
 * @param {() => Promise<Value>} work
 * @returns {Promise<Value>}
 */
export async function withBuildSetAside(work) {
  const restore = () => {
    if (!existsSync(aside)) return;
    rmSync(build, { recursive: true, force: true });
    renameSync(aside, build);
  };
  const interrupted = (signal) => {
    restore();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  restore();
  if (existsSync(build)) renameSync(build, aside);
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await work();
  } finally {
    restore();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}
