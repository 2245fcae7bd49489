import stringWidth from 'string-width';

/** What a piece of text means, by which it is coloured. */
export type Tone = 'plain' | 'title' | 'quiet' | 'good' | 'doubtful' | 'bad';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of the screen, in pieces. None of them has anything but characters that are seen. */
export type Line = readonly Span[];

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** Columns that a text takes in a terminal: a Chinese character two, an accent of its own none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + widthOf(text), 0);
}

/** No wider than that; where something had to go, `more` is its last character. */
export function cutLine(line: Line, width: number, more: string): Line {
  if (lineWidth(line) <= width) return line;
  let room = width - widthOf(more);
  if (room < 0) return [];
  const cut: Span[] = [];
  for (const { text, tone } of line) {
    const kept = beginning(text, room);
    room -= widthOf(kept);
    if (kept === text) cut.push(span(text, tone));
    else return [...cut, span(kept + more, tone)];
  }
  return cut;
}

/** A text in lines that are no wider than that, and no more than so many. */
export function wrapText(text: string, width: number, most: number, more: string): string[] {
  const lines: string[] = [];
  for (let rest = text; rest !== ''; rest = rest.slice(lines.at(-1)!.length)) {
    const line = lines.length < most - 1 ? beginning(rest, width) : '';
    if (line === '') return [...lines, ...cutLine([span(rest)], width, more).map((each) => each.text)];
    lines.push(line);
  }
  return lines;
}

// Never a part of a character.
function beginning(text: string, width: number): string {
  let kept = '';
  let room = width;
  for (const { segment } of GRAPHEMES.segment(text)) {
    room -= widthOf(segment);
    if (room < 0) break;
    kept += segment;
  }
  return kept;
}

/** As wide as that, with spaces after it. */
export function padLine(line: Line, width: number): Line {
  const missing = width - lineWidth(line);
  return missing > 0 ? [...line, span(' '.repeat(missing))] : line;
}
