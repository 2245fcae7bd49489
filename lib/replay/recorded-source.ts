import { StateError } from '../errors.ts';
import type { NativeTapePlayer } from '../native/binding.ts';
import { loadAddon } from '../native/loader.ts';
import { BLOCK_WORDS, unpackBatch } from '../native/packed-batch.ts';
import { OUTCOME_MARK, type RecordedView } from '../record/format.ts';
import type {
  InterfaceLists,
  NetworkSource,
  PathQuery,
  PathRecord,
  SourceBatch,
  SourceCounters,
  TapeEntry,
} from '../sources/contract.ts';
import { NO_COUNTS } from '../sources/no-counts.ts';

/** A source whose reads come from a recording. */
export class RecordedSource implements NetworkSource {
  readonly kind: NetworkSource['kind'];
  /** Asked for the recorded answers to each `watchPaths`; null when none came at once. */
  readonly #answers: (queries: readonly PathQuery[]) => PathRecord[] | null;
  readonly #lists: InterfaceLists;
  readonly #sequence: number;
  readonly #block = new Uint32Array(BLOCK_WORDS);
  #player: NativeTapePlayer | null = null;
  #onBatch: (batch: SourceBatch) => void = () => {};
  #onFailure: (error: Error) => void = () => {};

  constructor(
    kind: NetworkSource['kind'],
    lists: InterfaceLists,
    view: RecordedView | null,
    answers: (queries: readonly PathQuery[]) => PathRecord[] | null,
  ) {
    this.kind = kind;
    this.#lists = lists;
    this.#sequence = view !== null && 'sequence' in view ? view.sequence : 0;
    this.#answers = answers;
  }

  start(onBatch: (batch: SourceBatch) => void, onFailure: (error: Error) => void): void {
    this.#onBatch = onBatch;
    this.#onFailure = onFailure;
  }

  watchPaths(queries: readonly PathQuery[]): void {
    const paths = this.#answers(queries);
    if (paths !== null && paths.length > 0) this.#onBatch({ paths });
  }

  /** What the source had told when the recording began. */
  told(view: RecordedView): SourceBatch {
    return 'batch' in view ? view.batch : this.#play(view.datagrams);
  }

  /** One wake-up of the recording. @throws StateError `ERR_NETWAKE_STATE` without the addon */
  read(tape: readonly string[], paths: PathRecord[] | undefined): void {
    this.deliver({ ...this.#play(tape), ...(paths === undefined ? {} : { paths }) });
  }

  deliver(batch: SourceBatch): void {
    if (Object.keys(batch).length > 0) this.#onBatch(batch);
  }

  audit(): void {
    this.#tapePlayer().audit();
  }

  fail(error: Error): void {
    this.#onFailure(error);
  }

  counters(): SourceCounters {
    return this.#player?.counters() ?? NO_COUNTS;
  }

  drain(): void {}
  ref(): void {}
  unref(): void {}
  close(): void {}

  #play(tape: readonly string[]): SourceBatch {
    const player = this.#tapePlayer();
    let packed: ReturnType<NativeTapePlayer['play']>;
    try {
      packed = player.play(tape.map(tapeEntry));
    } catch (error) {
      // The source failed on it, as the entry after this one tells.
      if (error instanceof Error && 'syscall' in error) return {};
      throw error;
    }
    const [count, texts = [], words = this.#block] = packed;
    return unpackBatch(words, count, texts);
  }

  #tapePlayer(): NativeTapePlayer {
    if (this.#player !== null) return this.#player;
    const loaded = loadAddon();
    if ('reason' in loaded) throw new StateError(`datagrams can't be replayed without the addon: ${loaded.reason}`);
    return (this.#player = new loaded.addon.TapePlayer(this.#block, this.#sequence, this.#lists));
  }
}

function tapeEntry(text: string): TapeEntry {
  if (text.startsWith(OUTCOME_MARK)) return text.slice(OUTCOME_MARK.length) as TapeEntry;
  return Buffer.from(text, 'base64');
}
