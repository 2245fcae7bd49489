// How long an operation takes with each contestant, in turns, in one process.
//   --rounds N
//   --without NAME   repeatable: a peer that is not there
// Prints one JSON object: for each contestant the nanoseconds of an operation, one figure a round.
import { parseArgs } from 'node:util';
import { contestants } from './contestants.mjs';

// One after the other, as most calls are.
const SUCCESSES = 50_000;
// Side by side, so that those who set a timer of 0 ms, which takes one, share it.
const FAILURES = 4_000;
const WARM_UP_ROUNDS = 4;

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, without: { type: 'string', multiple: true, default: [] } },
});

// Made once: an error's stack costs more than all that is measured.
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

const measures = {
  async success(perform) {
    const operation = async () => 1;
    const started = process.hrtime.bigint();
    for (let count = 0; count < SUCCESSES; count++) await perform(operation);
    return Number(process.hrtime.bigint() - started) / SUCCESSES;
  },
  async failure(perform) {
    const all = Array.from({ length: FAILURES });
    const started = process.hrtime.bigint();
    for (let index = 0; index < FAILURES; index++) all[index] = perform(failingOnce());
    await Promise.all(all);
    return Number(process.hrtime.bigint() - started) / FAILURES;
  },
};

function failingOnce() {
  let calls = 0;
  return async () => {
    if (calls++ === 0) throw refused;
    return 1;
  };
}

const everybody = Object.entries(await contestants(values.without));
const report = Object.fromEntries(everybody.map(([name]) => [name, { success: [], failure: [] }]));
const rounds = Number(values.rounds);
for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
  for (const [measure, run] of Object.entries(measures)) {
    for (let turn = 0; turn < everybody.length; turn++) {
      // Whoever comes first has another's garbage to collect: everybody is first once in a while.
      const [name, perform] = everybody[(turn + round + WARM_UP_ROUNDS) % everybody.length];
      globalThis.gc();
      // What V8 had optimised it forgets with the last object of a kind.
      await run(perform);
      const nanoseconds = await run(perform);
      if (round >= 0) report[name][measure].push(nanoseconds);
    }
  }
}
process.stdout.write(JSON.stringify(report));
