import { type FileHandle, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Entity } from './entity.ts';
import { formatPartRecord, readPartRecord } from './part-record.ts';

/** How files are opened; tests look at what is written to them. */
export type OpenFile = (file: string, flags: string) => Promise<FileHandle>;

/** The names beside the one of a file, while that is being downloaded. */
export function partNamesOf(destination: string): { part: string; record: string } {
  const part = `${destination}.part`;
  return { part, record: `${part}.json` };
}

/**
 * A file that is being downloaded: `FILE.part` until it is complete, with `FILE.part.json` beside it, which says of what it is
 * a part. Only ever written behind its end.
 */
export class PartFile {
  readonly destination: string;
  readonly path: string;
  /** Null when nothing is there that could be continued, or has been begun. */
  entity: Entity | null;
  /** Bytes that are there. */
  length: number;
  readonly #url: string;
  readonly #recordPath: string;
  readonly #openFile: OpenFile;
  #handle: FileHandle | null = null;

  private constructor(
    destination: string,
    url: string,
    found: { entity: Entity; length: number } | null,
    openFile: OpenFile,
  ) {
    this.destination = destination;
    const { part, record } = partNamesOf(destination);
    this.path = part;
    this.#recordPath = record;
    this.entity = found?.entity ?? null;
    this.length = found?.length ?? 0;
    this.#url = url;
    this.#openFile = openFile;
  }

  /** Takes over what an earlier process left of the same URL. */
  static async find(destination: string, url: string, openFile: OpenFile = open): Promise<PartFile> {
    const { part, record } = partNamesOf(destination);
    const entity = await readPartRecord(record, url);
    const length = await lengthOf(part);
    const fits = entity !== null && length > 0 && length <= (entity.total ?? Infinity);
    return new PartFile(destination, url, fits ? { entity, length } : null, openFile);
  }

  get isResumable(): boolean {
    return this.length > 0 && this.entity !== null && this.entity.validator !== null;
  }

  /** Whatever is there is of no more use. It goes when something else is begun. */
  forget(): void {
    this.entity = null;
    this.length = 0;
  }

  /** Begins an entity at its first byte. */
  async begin(entity: Entity): Promise<void> {
    this.forget();
    // In this order: a record must never speak of bytes that are not its own, whenever the process or the machine ends.
    await rm(this.#recordPath, { force: true });
    await this.#handle?.close();
    this.#handle = null;
    this.#handle = await this.#openFile(this.path, 'w');
    await this.#handle.sync();
    await this.#describe(entity);
  }

  /** Goes on with what is there. What is now known of it may be more than before. */
  async resume(entity: Entity): Promise<void> {
    this.#handle ??= await this.#openFile(this.path, 'r+');
    if (entity.total !== this.entity?.total) await this.#describe(entity);
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.byteLength;) {
      const { bytesWritten } = await this.#handle!.write(bytes, done, bytes.byteLength - done, this.length);
      done += bytesWritten;
      this.length += bytesWritten;
    }
  }

  /** Gives the file its name, once it is on the disk. */
  async finish(): Promise<void> {
    this.#handle ??= await this.#openFile(this.path, 'r+');
    await this.#handle.sync();
    await this.close();
    await rename(this.path, this.destination);
    await rm(this.#recordPath, { force: true });
    await syncFolder(path.dirname(this.destination));
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  async remove(): Promise<void> {
    await this.close();
    for (const file of [this.#recordPath, this.path]) await rm(file, { force: true });
  }

  async #describe(entity: Entity): Promise<void> {
    this.entity = entity;
    const { validator, total } = entity;
    if (validator !== null) await writeFile(this.#recordPath, formatPartRecord({ url: this.#url, validator, total }));
  }
}

async function lengthOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => null);
  return found !== null && found.isFile() ? found.size : 0;
}

// The new name is the folder's: fsync(2) of the file alone does not keep it. Not every system can do that to a folder.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
