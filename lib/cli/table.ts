import { printable } from './view/printable.ts';

type WidthOf = (text: string) => number;

// What takes a column for each of its characters.
const NARROW = /^[ -~\u{FFFD}]*$/u;

/**
 * Rows of text in aligned columns, two spaces apart. The columns in `right` are aligned to the right. None of the cells does
 * anything to a terminal.
 */
export async function formatTable(rows: readonly string[][], right: ReadonlySet<number> = new Set()): Promise<string> {
  const cells = rows.map((row) => row.map(printable));
  const widthOf = await measureFor(cells);
  const widths: number[] = [];
  for (const row of cells) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  const pad = (cell: string, column: number): string => {
    const space = ' '.repeat(widths[column]! - widthOf(cell));
    return right.has(column) ? space + cell : cell + space;
  };
  return cells.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

async function measureFor(cells: readonly string[][]): Promise<WidthOf> {
  if (cells.flat().every((cell) => NARROW.test(cell))) return (text) => text.length;
  // Loaded only here: who has plain names pays for no table of characters.
  const { widthOf } = await import('./view/line.ts');
  return widthOf;
}
