import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for a test, gone with everything in it when it is disposed. */
export class Scratch implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'netwake-'));

  path(name: string): string {
    return join(this.folder, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
