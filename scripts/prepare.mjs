// What npm runs after `npm ci` in the repository, and before it packs: builds both halves. Who installs the tarball never
// gets here.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');

if (existsSync(path.join(root, 'node_modules/typescript'))) {
  const { status } = spawnSync('npm', ['run', 'compile'], { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}
process.stdout.write('netwake is not built: the development dependencies are not installed.\n');
