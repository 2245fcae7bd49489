// The helper programs of native/test/tools. Run, it builds them: `npm run build:tools`. Imported, it says where they are.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDirectory, buildNative } from './native-build.mjs';

/**
 * The path of a built tool.
 * @param {'linkctl' | 'listen-epoll' | 'connect-epoll' | 'forge' | 'deny-netlink' | 'linkstorm' | 'table-epoll'} name
 * @throws Error when it is not built
 */
export function toolPath(name) {
  const file = path.join(buildDirectory(), 'tools', name);
  if (!existsSync(file)) throw new Error(`${name} is not built: npm run build:tools`);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildNative({ target: 'tools' });
