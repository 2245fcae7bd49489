import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { InvalidOptionError, NetwakeError } from '../errors.ts';
import { type OpenedFile, openRecording } from '../record/record-path.ts';
import { exitCode } from './exit-code.ts';

/** The file of a bundle: made before there is anything to write, so that nobody waits for a refusal; gone again unless it was filled. */
export class BundleFile {
  readonly path: string;
  /** Where the round is recorded, as it is. Nobody else may look there, and it goes with `close()`. */
  readonly recordingPath: string;
  readonly #opened: OpenedFile;
  readonly #folder: string;
  /** A device is not ours to remove. */
  readonly #isOurs: boolean;
  #filled = false;

  private constructor(opened: OpenedFile, folder: string, isOurs: boolean) {
    this.#opened = opened;
    this.#folder = folder;
    this.#isOurs = isOurs;
    this.path = opened.path;
    this.recordingPath = join(folder, 'recording.ndjson');
  }

  /**
   * What is there already is never written over. Only its owner may read it.
   *
   * @throws CommanderError bad usage: it can't be made
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` when there is no folder to record in
   */
  static async create(path: string): Promise<BundleFile> {
    const opened = await openRecording('--bundle', path, false).catch((error: unknown) => {
      if (!(error instanceof NetwakeError)) throw error;
      throw new CommanderError(exitCode.usage, 'netwake.bundle', error.message);
    });
    const isOurs = (await opened.file.stat()).isFile();
    try {
      return new BundleFile(opened, await mkdtemp(join(tmpdir(), 'netwake-doctor-')), isOurs);
    } catch (error) {
      await opened.file.close();
      if (isOurs) await rm(opened.path, { force: true });
      throw new InvalidOptionError('TMPDIR', tmpdir(), 'a folder to record in', { cause: error });
    }
  }

  /** Writes it all. @throws the system's error */
  async fill(bytes: Uint8Array): Promise<void> {
    await this.#opened.file.writeFile(bytes);
    this.#filled = true;
  }

  /** Nothing is left but what was filled. */
  async close(): Promise<void> {
    await this.#opened.file.close();
    if (!this.#filled && this.#isOurs) await rm(this.path, { force: true });
    await rm(this.#folder, { recursive: true, force: true });
  }
}
