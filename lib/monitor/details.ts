/**
 * What is told after the state: the events that say how it came to it. They are told in the order in which they were added,
 * also when a listener of the state reads further messages, whose details are added meanwhile. Once the monitor has been
 * stopped, by such a listener say, nothing is told any more.
 */
export class Details {
  readonly #isWanted: () => boolean;
  readonly #untold: Array<() => void> = [];
  #held = false;

  constructor(isWanted: () => boolean) {
    this.#isWanted = isWanted;
  }

  add(tell: () => void): void {
    this.#untold.push(tell);
  }

  /** Runs `work`, then tells what has been added, unless this is itself part of such work. */
  holdWhile(work: () => void): void {
    if (this.#held) return work();
    this.#held = true;
    try {
      work();
      for (let tell = this.#untold.shift(); tell !== undefined; tell = this.#untold.shift())
        if (this.#isWanted()) tell();
    } finally {
      this.#held = false;
    }
  }
}
