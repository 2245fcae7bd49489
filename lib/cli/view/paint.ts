import type { Line, Tone } from './line.ts';

// Select Graphic Rendition (ECMA-48). The sixteen colours of the terminal, which its owner has chosen; nothing is told by them alone.
const CODES: Readonly<Record<Tone, string | null>> = {
  plain: null,
  title: '1',
  quiet: '2',
  good: '32',
  doubtful: '33',
  bad: '31',
};

/** A line as it is written. Without colours there is nothing but its text in it. */
export function paint(line: Line, colors: boolean): string {
  const painted = line.map(({ text, tone }) => {
    const code = CODES[tone];
    return colors && code !== null && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text;
  });
  return painted.join('');
}
