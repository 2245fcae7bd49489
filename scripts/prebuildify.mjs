// Makes the binary that the tarball ships: `npm run prebuild -- [prebuildify's arguments]`. It goes to
// prebuilds/PLATFORM-ARCH/; the build directory is afterwards what it was.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEnvironment } from './node-headers.mjs';
import { withBuildSetAside } from './set-aside.mjs';

// The oldest Node that the package takes. Node-API is stable: this names the headers, not what can load the binary.
const TARGET = '20.19.0';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const prebuildify = createRequire(import.meta.url).resolve('prebuildify/bin.js');
// Electron's rebuild tools know no other name than node.napi[.armv8].node.
const args = ['--napi', '--strip', '--name', 'node.napi', '--tag-armv', '--target', TARGET, ...process.argv.slice(2)];

process.exitCode = await withBuildSetAside(async () => {
  const { status } = spawnSync(process.execPath, [prebuildify, ...args], {
    cwd: root,
    env: buildEnvironment(),
    stdio: 'inherit',
  });
  return status ?? 1;
});
