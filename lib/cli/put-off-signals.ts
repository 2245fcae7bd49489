import { Signalled } from './signalled.ts';

/** Whose default is to end the process, with nobody to tidy up. */
const ENDING = ['SIGHUP', 'SIGQUIT'] as const;

/**
 * Puts off SIGHUP and SIGQUIT while there is something to tidy up: `signal` tells that one came, and once this is disposed of
 * the process ends by it as it would have.
 */
export class PutOffSignals implements Disposable {
  readonly #controller = new AbortController();
  #came: NodeJS.Signals | null = null;

  constructor() {
    // However often: a terminal that is closed, and its shell, send one each.
    for (const name of ENDING) process.on(name, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const name of ENDING) process.off(name, this.#onSignal);
    if (this.#came !== null) process.kill(process.pid, this.#came);
  }

  readonly #onSignal = (name: NodeJS.Signals): void => {
    this.#came ??= name;
    this.#controller.abort(new Signalled(name));
  };
}
