import type { Contestant, End, Outage } from './contestant.ts';

/** Outages of both sides, in microseconds each. */
export interface Samples {
  netwake: Microseconds[];
  c: Microseconds[];
}

interface Microseconds {
  down: number;
  up: number;
}

// What a process does for the first time it does slowly, whoever it is: both sides get these, and neither is counted.
const WARM_UP_ROUNDS = 20;

/**
 * Round about, each in its own world: first netwake's outage, then the other's, in the next round the other way about. What
 * slows the machine down for a while meets both, and neither takes a processor from the other.
 */
export async function takeTurns(netwake: Contestant, c: Contestant, end: End, rounds: number): Promise<Samples> {
  const samples: Samples = { netwake: [], c: [] };
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const order = round % 2 === 0 ? (['netwake', 'c'] as const) : (['c', 'netwake'] as const);
    for (const side of order) {
      const [outage] = await (side === 'netwake' ? netwake : c).suffer(end);
      if (round >= 0) samples[side].push(inMicroseconds(outage!));
    }
  }
  return samples;
}

/** Both hear the very same event, and have two processors for three processes and the kernel. */
export async function hearTogether(both: Contestant, end: End, rounds: number): Promise<Samples> {
  const samples: Samples = { netwake: [], c: [] };
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const [netwake, c] = await both.suffer(end);
    if (round < 0) continue;
    samples.netwake.push(inMicroseconds(netwake!));
    samples.c.push(inMicroseconds(c!));
  }
  return samples;
}

function inMicroseconds({ downNanoseconds, upNanoseconds }: Outage): Microseconds {
  return { down: Number(downNanoseconds) / 1_000, up: Number(upNanoseconds) / 1_000 };
}
