import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Brings the addon, the compiled JavaScript and the C++ tools up to date; says nothing unless a build fails. Always run:
 * where there is nothing to do each is quick, and figures of yesterday's code are worse than none.
 */
export function buildAll(): void {
  build('node-gyp', 'build');
  run(process.execPath, 'scripts/build-ts.mjs');
  run(process.execPath, 'scripts/native-tools.mjs');
}

function build(tool: string, ...args: string[]): void {
  run(path.join(ROOT, 'node_modules/.bin', tool), ...args);
}

function run(command: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  throw new Error(`${path.basename(command)} ${args.join(' ')} failed with status ${status}`);
}
