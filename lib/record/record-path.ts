import { type FileHandle, open, stat } from 'node:fs/promises';
import { InvalidOptionError } from '../errors.ts';

export interface OpenedFile {
  file: FileHandle;
  path: string;
}

/**
 * Makes the file of a recording, which must not be there yet. `%p` in the path stands for the process id. Only its owner may
 * read it: a recording tells much of a network.
 *
 * @param numbered  takes `PATH.2`, `PATH.3` … where the file is there already
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`, with the system's error as its cause
 */
export async function openRecording(option: string, path: unknown, numbered: boolean): Promise<OpenedFile> {
  if (typeof path !== 'string' || path === '') throw new InvalidOptionError(option, path, 'the path of a new file');
  const wanted = path.replaceAll('%p', String(process.pid));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? wanted : `${wanted}.${number}`;
    try {
      return { file: await open(candidate, (await isDevice(candidate)) ? 'w' : 'wx', 0o600), path: candidate };
    } catch (error) {
      const { code = 'EIO' } = error as NodeJS.ErrnoException;
      if (numbered && code === 'EEXIST') continue;
      throw new InvalidOptionError(option, path, `the path of a file that can be made (${code})`, { cause: error });
    }
  }
}

// There already, and nothing to lose in it, such as /dev/full: neither a disk, nor what standard output may lead to.
async function isDevice(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isCharacterDevice() === true;
}
