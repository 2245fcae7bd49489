import type { BenchOptions, BenchReport } from './benches.ts';
import { environment } from './environment.ts';
import type { End } from './events/contestant.ts';
import { contestant, listeners, resumers } from './events/programs.ts';
import { recoveryFigures, reactionFigures, type RecoveryFigures, type ReactionFigures } from './events/figures.ts';
import { hearTogether, takeTurns } from './events/rounds.ts';
import { formatReport } from './events/table.ts';
import { type Threshold, threshold } from './threshold.ts';

const REACTION_ROUNDS = 400;
const RECOVERY_ROUNDS = 150;

const MOST_MEDIAN_RATIO = 1.8;
const MOST_P99_RATIO = 2;
const MOST_MEDIAN_DELAY_MS = 3;

/** Everything that was measured, by scenario. */
export interface EventFigures {
  /** The host's own end is set down: to `down` at a `state` listener, or to the C program's parsed message. */
  linkDown: ReactionFigures;
  /** The other end is set down, and the carrier goes. */
  carrierLoss: ReactionFigures;
  /** As linkDown, but both hear the same event. For comparison: on two processors they are in each other's way. */
  linkDownTogether: ReactionFigures;
  /** The host's own end is set up again: to the invocation of an operation that was given back, or to the C program's connect. */
  linkUp: RecoveryFigures;
  /** The other end is set up again. */
  carrierBack: RecoveryFigures;
}

/** How soon does an outage, and the end of one, reach the code that waits for it? Against C programs that do nothing else. */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const figures = {
    ...(await measureReactions(rounds ?? REACTION_ROUNDS, progress)),
    ...(await measureRecoveries(rounds ?? RECOVERY_ROUNDS, progress)),
  };
  const thresholds = judge(figures);
  const pass = thresholds.every((each) => each.pass);
  const json = { bench: 'events', pass, environment: environment(), figures, thresholds };
  return { pass, json, text: formatReport(json) };
}

async function measureReactions(
  rounds: number,
  progress: BenchOptions['progress'],
): Promise<Pick<EventFigures, 'linkDown' | 'carrierLoss' | 'linkDownTogether'>> {
  await using netwake = await contestant(true, listeners.netwake);
  await using c = await contestant(true, listeners.c);
  const measure = async (end: End): Promise<ReactionFigures> =>
    reactionFigures(await takeTurns(netwake, c, end, rounds));
  progress(`link down, ${rounds} rounds`);
  const linkDown = await measure('near');
  progress(`carrier loss, ${rounds} rounds`);
  const carrierLoss = await measure('far');
  await using both = await contestant(true, listeners.netwake, listeners.c);
  progress(`link down, both on one event, ${rounds} rounds`);
  const linkDownTogether = reactionFigures(await hearTogether(both, 'near', rounds));
  return { linkDown, carrierLoss, linkDownTogether };
}

async function measureRecoveries(
  rounds: number,
  progress: BenchOptions['progress'],
): Promise<Pick<EventFigures, 'linkUp' | 'carrierBack'>> {
  await using netwake = await contestant(false, resumers.netwake);
  await using c = await contestant(false, resumers.c);
  progress(`link up again, ${rounds} rounds`);
  const linkUp = recoveryFigures(await takeTurns(netwake, c, 'near', rounds));
  progress(`carrier back, ${rounds} rounds`);
  const carrierBack = recoveryFigures(await takeTurns(netwake, c, 'far', rounds));
  return { linkUp, carrierBack };
}

function judge({ linkDown, carrierLoss, linkUp, carrierBack }: EventFigures): Threshold[] {
  return [
    threshold('linkDown.ratios.p50', linkDown.ratios.p50, MOST_MEDIAN_RATIO, ''),
    threshold('linkDown.ratios.p99', linkDown.ratios.p99, MOST_P99_RATIO, ''),
    threshold('carrierLoss.ratios.p50', carrierLoss.ratios.p50, MOST_MEDIAN_RATIO, ''),
    threshold('carrierLoss.ratios.p99', carrierLoss.ratios.p99, MOST_P99_RATIO, ''),
    threshold('linkUp.behindP50', linkUp.behindP50, MOST_MEDIAN_DELAY_MS, 'ms'),
    threshold('carrierBack.behindP50', carrierBack.behindP50, MOST_MEDIAN_DELAY_MS, 'ms'),
  ];
}
