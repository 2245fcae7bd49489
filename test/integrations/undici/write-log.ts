import { type FileHandle, open } from 'node:fs/promises';
import type { OpenFile } from '../../../lib/integrations/undici/index.ts';

/** Where something was written, and how much. */
export interface Written {
  position: number;
  bytes: number;
}

/** Everything that is written to the files that it opens. */
export class WriteLog {
  /** Since a file was last opened to be written from its beginning. */
  written: Written[] = [];
  /** How often that was. */
  begun = 0;

  /** What every write waits for once it is done. */
  disk: Promise<void> = Promise.resolve();

  /** How many are open. */
  open = 0;

  readonly openFile: OpenFile = async (file, flags) => {
    if (flags === 'w') {
      this.written = [];
      this.begun++;
    }
    return this.#watched(await open(file, flags));
  };

  /** Bytes that were written to a place where there were some already, or beyond a gap. */
  get misplaced(): Written[] {
    let end = this.written[0]?.position ?? 0;
    return this.written.filter(({ position, bytes }) => {
      const misplaced = position !== end;
      end = position + bytes;
      return misplaced;
    });
  }

  #watched(handle: FileHandle): FileHandle {
    const write = async (buffer: Uint8Array, offset: number, length: number, position: number): Promise<unknown> => {
      const result = await handle.write(buffer, offset, length, position);
      this.written.push({ position, bytes: result.bytesWritten });
      await this.disk;
      return result;
    };
    this.open++;
    const close = async (): Promise<void> => {
      this.open--;
      await handle.close();
    };
    return new Proxy(handle, {
      get(target, key) {
        if (key === 'write') return write;
        if (key === 'close') return close;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}
