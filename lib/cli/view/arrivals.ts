import type { Backend } from '../../monitor/backend.ts';
import type { SourceBatch } from '../../sources/contract.ts';

/** Says whether news of the kernel are being told, and when they had come into the process. */
export class Arrivals {
  readonly #now: () => number;
  #atMs: number | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Of the news that are being told; null when none are. */
  get atMs(): number | null {
    return this.#atMs;
  }

  /** The backend, whose news are noted from now on before anybody else hears of them. */
  noteOf(backend: Backend): Backend {
    const { source } = backend;
    const start = source.start.bind(source);
    source.start = (onBatch, onFailure) => start((batch) => this.#tell(batch, onBatch), onFailure);
    return backend;
  }

  #tell(batch: SourceBatch, onBatch: (batch: SourceBatch) => void): void {
    // Answers to what is asked while news are told are a part of them.
    if (this.#atMs !== null) return onBatch(batch);
    this.#atMs = this.#now();
    try {
      onBatch(batch);
    } finally {
      this.#atMs = null;
    }
  }
}
