import { LONGEST_DISCARDED_BYTES } from './attempt.ts';

/** The body of a Response, as far as it is used here. */
export type ResponseBody = Pick<ReadableStream<Uint8Array>, 'getReader'>;

/** The body of a response that nobody wants: read to its end, so that its connection can be used again, unless it is long or slow. */
export class DiscardedBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | null;

  constructor(body: ResponseBody | null) {
    this.#reader = body?.getReader() ?? null;
    // Whatever it fails with is nobody's business.
    this.#drain().catch(() => {});
  }

  /** It has had its time: with what is left of it its connection is closed. */
  drop(): void {
    this.#reader?.cancel().catch(() => {});
  }

  async #drain(): Promise<void> {
    let bytes = 0;
    while (this.#reader !== null) {
      const { done, value } = await this.#reader.read();
      if (done) return;
      bytes += value.byteLength;
      if (bytes > LONGEST_DISCARDED_BYTES) return this.drop();
    }
  }
}
