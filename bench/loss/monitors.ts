import { fileURLToPath } from 'node:url';
import type { NetworkMonitorOptions } from '../../lib/index.ts';
import { LineProcess, type TimedLine } from '../events/line-process.ts';
import type { Network } from '../recovery/network.ts';

const MONITOR = fileURLToPath(new URL('monitor-process.mjs', import.meta.url));

/** What many monitors of one network have said, each in a process of its own. */
export class Monitors implements AsyncDisposable {
  readonly #processes: readonly LineProcess[];

  constructor(network: Network, count: number, options: NetworkMonitorOptions) {
    this.#processes = Array.from(
      { length: count },
      () => new LineProcess(network.host, process.execPath, MONITOR, JSON.stringify(options)),
    );
  }

  get count(): number {
    return this.#processes.length;
  }

  /** Resolves when each has said `word` once, and answers when that was. */
  all(word: string): Promise<TimedLine[]> {
    return Promise.all(this.#processes.map((each) => each.next(word)));
  }

  /** Until each has ended so many rounds: how often each other word was said meanwhile. */
  async during(rounds: number, onRound: (ended: number) => void): Promise<Map<string, number>> {
    const said = new Map<string, number>();
    let ended = 0;
    const follow = async (each: LineProcess): Promise<void> => {
      for (let round = 0; round < rounds;) {
        const { word } = await each.nextLine();
        if (word !== 'check') said.set(word, (said.get(word) ?? 0) + 1);
        else {
          round++;
          onRound(++ended);
        }
      }
    };
    await Promise.all(this.#processes.map(follow));
    return said;
  }

  forget(): void {
    for (const each of this.#processes) each.forget();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((each) => each[Symbol.asyncDispose]()));
  }
}
