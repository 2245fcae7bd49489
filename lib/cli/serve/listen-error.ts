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
    const why = WHY[cause.code ?? ''] ?? cause.message;
    super('ERR_NETWAKE_LISTEN', `can't listen on ${urlOf(address)}: ${why} (${cause.code ?? 'no code'})`, { cause });
  }
}
