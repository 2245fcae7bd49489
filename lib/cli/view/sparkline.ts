import { type Line, type Span, span, type Tone } from './line.ts';

/** What a probe came to: milliseconds, or null when it was not answered. */
export type Sample = number | null;

// The steps are fixed, so that a bar stays what it is when others come, and means the same for every host: a bar for an answer
// within each of these, and the last for any later one.
const LIMITS_MS: readonly number[] = [1, 3, 10, 30, 100, 300, 1_000];
const BARS = { unicode: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'], ascii: ['_', '.', '-', '~', '=', '+', '*', '#'] };
const LOST = { unicode: '×', ascii: 'x' };

/** The latest samples, the newest at the right, one column each. */
export function sparkline(samples: readonly Sample[], width: number, unicode: boolean): Line {
  const set = unicode ? 'unicode' : 'ascii';
  const spans: Span[] = [];
  for (const sample of width > 0 ? samples.slice(-width) : []) {
    const bar = sample === null ? LOST[set] : BARS[set][stepOf(sample)]!;
    append(spans, bar, sample === null ? 'bad' : 'good');
  }
  return spans;
}

function stepOf(rttMs: number): number {
  const step = LIMITS_MS.findIndex((limit) => rttMs <= limit);
  return step < 0 ? LIMITS_MS.length : step;
}

function append(spans: Span[], text: string, tone: Tone): void {
  const last = spans.at(-1);
  if (last?.tone === tone) spans[spans.length - 1] = span(last.text + text, tone);
  else spans.push(span(text, tone));
}
