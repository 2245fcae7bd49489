import { backendLine } from '../status-text.ts';
import { evidenceOf } from '../wait-goal.ts';
import { ageText } from './age.ts';
import { allot } from './allot.ts';
import { type Column, tableLines } from './columns.ts';
import { cutLine, type Line, span, wrapText } from './line.ts';
import { printable } from './printable.ts';
import { hostColumns, interfaceColumns, STATE_TONES, transitionColumns } from './tables.ts';
import type { Surface } from './terminal.ts';
import type { ViewModel } from './view-model.ts';

/** Narrower than that, of a time the date is left out. */
const NARROW_COLUMNS = 60;
/** With fewer rows the second line of the head is left out. */
const FEW_ROWS = 6;
/** What is said of a file that is wrong is longer than most lines. */
const MOST_NOTE_ROWS = 3;

interface Section {
  readonly wanted: number;
  columns(rows: number): Column[];
}

/** The screen: as many lines as the surface has rows, or fewer, none of them wider than it. */
export function renderView(model: ViewModel, surface: Surface): Line[] {
  const { columns, rows } = surface;
  const more = surface.unicode ? '…' : '~';
  const head = headOf(model).slice(0, rows < FEW_ROWS ? 1 : 2);
  const note = noteOf(model, columns, Math.min(rows - head.length, MOST_NOTE_ROWS), more);
  const sections = sectionsOf(model, surface);
  const given = allot(
    sections.map(({ wanted }) => wanted),
    rows - head.length - note.length,
  );
  const body = sections.flatMap((section, index): Line[] => {
    const count = given[index]!;
    if (count === 0) return [];
    const hidden = section.wanted - count;
    return [[], ...tableLines(section.columns(count), columns, more, hidden > 0 ? `${hidden} more` : '')];
  });
  const lines = [...head, ...body];
  // At the bottom: what it stands below keeps its place when it comes.
  while (note.length > 0 && lines.length < rows - note.length) lines.push([]);
  return [...lines, ...note].map((line) => cutLine(line, columns, more));
}

function headOf({ snapshot, ageMs }: ViewModel): Line[] {
  const { state, reason, hosts, backend } = snapshot;
  const reachable = hosts.filter((host) => host.reachable === true).length;
  const count = hosts.length === 0 ? '' : ` (${reachable} of ${hosts.length})`;
  // What is the matter, if anything is; all but damping is to be seen in the tables too.
  const damped = snapshot.damping?.suppressed === true ? 'recoveries are held back: the network flaps' : null;
  const detail = damped ?? evidenceOf(snapshot) ?? backendLine(backend);
  return [
    [span(state, STATE_TONES[state]), span(`  ${reason}${count}  `), span(ageText(ageMs), 'quiet')],
    [span(printable(detail), 'quiet')],
  ];
}

function noteOf({ note }: ViewModel, columns: number, most: number, more: string): Line[] {
  if (note === null || most < 1) return [];
  return wrapText(printable(note), columns, most, more).map((text) => [span(text, 'doubtful')]);
}

function sectionsOf(model: ViewModel, { columns, unicode }: Surface): Section[] {
  const { snapshot, samples, transitions } = model;
  const { hosts, interfaces } = snapshot;
  return [
    { wanted: hosts.length, columns: (rows) => hostColumns(hosts.slice(0, rows), samples, unicode) },
    { wanted: interfaces.length, columns: (rows) => interfaceColumns(interfaces.slice(0, rows)) },
    {
      wanted: transitions.length,
      columns: (rows) => transitionColumns(transitions.slice(0, rows), columns < NARROW_COLUMNS),
    },
  ];
}
