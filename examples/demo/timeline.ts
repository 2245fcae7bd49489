/** Who a line is about. */
export type Actor = 'demo' | 'kernel' | 'monitor' | 'netwake' | 'plain';

/** Lines wait so long for others that happened before them. It also keeps printing out of what is measured. */
const HOLD_MS = 20;

/** Prints what happens as it happens, in the order and with the times in which it happened. */
export class Timeline {
  readonly #zeroNs: bigint;
  readonly #write: (text: string) => void;
  #lines: Array<{ atNs: bigint; actor: Actor; text: string }> = [];
  #timer: NodeJS.Timeout | null = null;

  /** @param zeroNs  what times are counted from, in nanoseconds of CLOCK_MONOTONIC */
  constructor(zeroNs: bigint, write: (text: string) => void) {
    this.#zeroNs = zeroNs;
    this.#write = write;
  }

  add(actor: Actor, text: string, atNs: bigint = process.hrtime.bigint()): void {
    this.#lines.push({ atNs, actor, text });
    this.#timer ??= setTimeout(() => this.flush(), HOLD_MS);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const lines = this.#lines.sort((first, second) => Number(first.atNs - second.atNs));
    this.#lines = [];
    for (const { atNs, actor, text } of lines) {
      const seconds = (Number(atNs - this.#zeroNs) / 1e9).toFixed(6);
      this.#write(`${seconds.padStart(10)}  ${actor.padEnd(7)}  ${text}\n`);
    }
  }
}
