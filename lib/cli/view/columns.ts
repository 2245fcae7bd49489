import { cutLine, type Line, lineWidth, padLine, span } from './line.ts';

export interface Column {
  readonly title: string;
  /** It has these columns at least, so that its neighbours keep their places when what it shows varies. */
  readonly width?: number;
  /** Where the screen is too narrow the columns go in the order of these numbers, the highest first. Without one it stays. */
  readonly dropped?: number;
  /** One cell a row; what depends on the room there is, is made for it. */
  readonly cells: readonly Line[] | ((room: number) => readonly Line[]);
}

interface Placed {
  readonly column: Column;
  readonly width: number;
}

const GAP = 2;
// Of what varies by its room there must be so much that it tells something.
const LEAST_ROOM = 8;
// No column but the last takes more than that part of the screen.
const LARGEST_PART = 1 / 2;

/**
 * The title and the rows of a table in `width` columns. The last column has what is left by the others. `remark` stands behind
 * the titles, where there is room.
 */
export function tableLines(columns: readonly Column[], width: number, more: string, remark = ''): Line[] {
  const placed = place(columns, width);
  const titles = placed.map((each) => [span(each.column.title, 'title')]);
  if (remark !== '') titles[titles.length - 1]!.push(span(`  ${remark}`, 'quiet'));
  const cells = placed.map((each) => cellsIn(each.column, each.width));
  const count = Math.max(...cells.map((column) => column.length));
  const rows = Array.from({ length: count }, (_, row) => cells.map((column) => column[row] ?? []));
  return [titles, ...rows].map((row) => join(row, placed, width, more));
}

function place(columns: readonly Column[], width: number): Placed[] {
  const kept = [...columns];
  const widths = (): number[] => kept.map((column, index) => widthIn(column, index === kept.length - 1, width));
  const total = (): number => widths().reduce((sum, each) => sum + each + GAP, -GAP);
  while (total() > width) {
    const next = kept.reduce<Column | null>((last, column) => (rank(column) > rank(last) ? column : last), null);
    if (next === null) break;
    kept.splice(kept.indexOf(next), 1);
  }
  const [fixed, last] = [widths().slice(0, -1), kept.length - 1];
  const room = Math.max(0, width - fixed.reduce((sum, each) => sum + each + GAP, 0));
  return kept.map((column, index) => ({ column, width: index === last ? room : fixed[index]! }));
}

function rank(column: Column | null): number {
  return column?.dropped ?? 0;
}

// Of the last column only what it must have: it is cut where it needs more.
function widthIn({ title, width = 0, cells }: Column, isLast: boolean, screen: number): number {
  if (isLast) return Math.max(width, LEAST_ROOM);
  const rows = typeof cells === 'function' ? [] : cells;
  const wanted = Math.max(width, title.length, ...rows.map(lineWidth));
  return Math.min(wanted, Math.max(width, Math.floor(screen * LARGEST_PART)));
}

function cellsIn({ cells }: Column, room: number): readonly Line[] {
  return typeof cells === 'function' ? cells(room) : cells;
}

function join(row: readonly Line[], placed: readonly Placed[], width: number, more: string): Line {
  const line = row.flatMap((cell, index): Line => {
    const fitted = cutLine(cell, placed[index]!.width, more);
    if (index === row.length - 1) return fitted;
    return [...padLine(fitted, placed[index]!.width), span(' '.repeat(GAP))];
  });
  return cutLine(line, width, more);
}
