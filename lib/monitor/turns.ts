/** Handles one thing at a time, in the order in which they come: what comes meanwhile waits for its turn. */
export class Turns {
  readonly #waiting: Array<() => void> = [];
  #busy = false;

  /** `waited` tells whether something else came before. */
  take(handle: (waited: boolean) => void): void {
    if (this.#busy) return void this.#waiting.push(() => handle(true));
    this.#busy = true;
    try {
      handle(false);
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
    } finally {
      this.#busy = false;
    }
  }
}
