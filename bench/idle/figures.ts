import { percentiles, round } from '../percentiles.ts';
import { idle, type IdleRun } from './run.ts';

const SECONDS_OF_A_DAY = 86_400;

// The monitor's default checkInterval.
const DEFAULT_CHECK_INTERVAL_SECONDS = 10;

/** What an idle process costs, with netwake and without. */
export interface IdleModeFigures {
  netlinkWakeupsFor24h: number;
  /** Wake-ups of the main thread by the kernel's count, beyond those of the bare process; null with checks, which are among them. */
  straySwitchesFor24h: number | null;
  /** Null where there are no checks. */
  switchesPerCheck: number | null;
  /** Of the checks at the default interval. */
  checksFor24h: number;
  switchesFor24h: number;
  rssMb: number;
  bareRssMb: number;
  rssOverBareMb: number;
  /** Of what is more, the part that no other process could share: the rest is pages of files, most of them of node's own. */
  privateOverBareMb: number;
}

export interface IdleFigures {
  rounds: number;
  linkOnly: IdleModeFigures;
  checking: IdleModeFigures;
}

/** With netwake and without, in turns. */
export async function measureIdleness(rounds: number, progress: (line: string) => void): Promise<IdleFigures> {
  return {
    rounds,
    linkOnly: await measure(false, rounds, progress),
    checking: await measure(true, rounds, progress),
  };
}

async function measure(checking: boolean, rounds: number, progress: (line: string) => void): Promise<IdleModeFigures> {
  const netwake: IdleRun[] = [];
  const bare: IdleRun[] = [];
  for (let round_ = 0; round_ < rounds; round_++) {
    progress(`idle, ${checking ? 'checking' : 'link-only'}: ${round_ + 1} of ${rounds}`);
    netwake.push(await idle('netwake', checking));
    bare.push(await idle('bare', checking));
  }
  return modeFigures(netwake, bare);
}

function modeFigures(netwake: readonly IdleRun[], bare: readonly IdleRun[]): IdleModeFigures {
  const switchesPerCheck = perCheck(netwake);
  const checksFor24h = switchesPerCheck === null ? 0 : SECONDS_OF_A_DAY / DEFAULT_CHECK_INTERVAL_SECONDS;
  const beyond = Math.max(0, forADay(netwake, 'switches') - forADay(bare, 'switches'));
  const stray = switchesPerCheck === null ? round(beyond) : null;
  const [rssMb, bareRssMb] = [medianMb(netwake, 'rssBytes'), medianMb(bare, 'rssBytes')];
  return {
    netlinkWakeupsFor24h: round(forADay(netwake, 'netlinkWakeups')),
    straySwitchesFor24h: stray,
    switchesPerCheck,
    checksFor24h,
    switchesFor24h: round((stray ?? 0) + checksFor24h * (switchesPerCheck ?? 0)),
    rssMb,
    bareRssMb,
    rssOverBareMb: round(rssMb - bareRssMb),
    privateOverBareMb: round(medianMb(netwake, 'privateBytes') - medianMb(bare, 'privateBytes')),
  };
}

function perCheck(runs: readonly IdleRun[]): number | null {
  const checks = total(runs, 'checks');
  return checks === 0 ? null : round(total(runs, 'switches') / checks);
}

function forADay(runs: readonly IdleRun[], what: 'switches' | 'netlinkWakeups'): number {
  return (total(runs, what) / total(runs, 'seconds')) * SECONDS_OF_A_DAY;
}

function total(runs: readonly IdleRun[], what: keyof IdleRun): number {
  return runs.reduce((sum, run) => sum + run[what], 0);
}

function medianMb(runs: readonly IdleRun[], what: 'rssBytes' | 'privateBytes'): number {
  return round(percentiles(runs.map((run) => run[what])).p50 / 2 ** 20);
}
