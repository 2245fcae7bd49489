import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { NetwakeError } from '../../errors.ts';
import { type ListenAddress, urlOf } from './listen-address.ts';

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use',
  EACCES: 'that needs a permission that this process does not have',
  EADDRNOTAVAIL: 'no interface of this machine has the address',
  ENOENT: 'its folder does not exist',
};

/** `ERR_NETWAKE_LISTEN`: a server can't have the address that it was given. The cause is the system's error. */
export class ListenError extends NetwakeError {
  constructor(address: ListenAddress, cause: NodeJS.ErrnoException) {
    const code = codeOf(address, cause);
    const why = WHY[code ?? ''] ?? cause.message;
    super('ERR_NETWAKE_LISTEN', `can't listen on ${urlOf(address)}: ${why} (${code ?? 'no code'})`, { cause });
  }
}

// For a socket in a folder that is not there libuv makes EACCES of the system's ENOENT (uv_pipe_bind2).
function codeOf(address: ListenAddress, { code }: NodeJS.ErrnoException): string | undefined {
  return code === 'EACCES' && 'path' in address && isMissing(dirname(address.path)) ? 'ENOENT' : code;
}

// Not where it can't be looked at: that is for want of a permission too.
function isMissing(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}
