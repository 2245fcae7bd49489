import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { StateError } from '../../errors.ts';
import { partNamesOf } from './part-file.ts';

// Of this process. Two that wrote to one file would each take the other's bytes for its own.
const taken = new Set<string>();

/** The files that a download writes to, for itself alone until it is disposed. */
export class Claim implements Disposable {
  readonly #names = new Set<string>();

  private constructor() {}

  /**
   * At once by its path, and then by where that leads: a folder may have several names.
   *
   * @throws StateError `ERR_NETWAKE_STATE` when another download writes to one of them
   */
  static async of(destination: string): Promise<Claim> {
    const claim = new Claim();
    try {
      claim.#take(destination);
      claim.#take(await realPathOf(destination));
    } catch (error) {
      claim[Symbol.dispose]();
      throw error;
    }
    return claim;
  }

  [Symbol.dispose](): void {
    for (const name of this.#names) taken.delete(name);
    this.#names.clear();
  }

  #take(destination: string): void {
    const { part, record } = partNamesOf(destination);
    const names = [destination, part, record].filter((name) => !this.#names.has(name));
    const other = names.find((name) => taken.has(name));
    if (other !== undefined) throw new StateError(`there is a download that writes to ${other} already`);
    for (const name of names) {
      taken.add(name);
      this.#names.add(name);
    }
  }
}

// Its own name is replaced at the end, whatever it leads to. A folder that is not there is for the file system to refuse.
async function realPathOf(file: string): Promise<string> {
  const { dir, base } = path.parse(file);
  return path.join(await realpath(dir).catch(() => dir), base);
}
