// Where the headers of the running Node are. node-gyp and cmake-js download them unless they are told.
import { existsSync } from 'node:fs';
import path from 'node:path';

/** The environment for a build: with `npm_config_nodedir`, unless it is set or no headers came with this Node. */
export function buildEnvironment() {
  const prefix = path.resolve(process.execPath, '../..');
  const shipped = existsSync(path.join(prefix, 'include/node/node_api.h')) ? { npm_config_nodedir: prefix } : {};
  return { JOBS: 'max', ...shipped, ...process.env };
}
