const CLEAR = '\x1b[2J';
const ERASE_TO_END = '\x1b[K';

function moveTo(row: number): string {
  return `\x1b[${row + 1};1H`;
}

/** What stands on a terminal, by which no more is written than what changes. */
export class Screen {
  /** Null when nothing is known of it. */
  #lines: readonly string[] | null = null;

  /** It may show anything by now. */
  forget(): void {
    this.#lines = null;
  }

  /** What has to be written for it to show these lines: nothing when it does. */
  update(lines: readonly string[]): string {
    const before = this.#lines;
    this.#lines = lines;
    if (before === null) return CLEAR + lines.map((line, row) => (line === '' ? '' : moveTo(row) + line)).join('');
    const count = Math.max(before.length, lines.length);
    let update = '';
    for (let row = 0; row < count; row++) {
      const line = lines[row] ?? '';
      // Erased before and not after: behind a line that fills its row there is no place that is not in it.
      if (line !== (before[row] ?? '')) update += moveTo(row) + ERASE_TO_END + line;
    }
    return update;
  }
}
