// How long operations on one shared signal take to start, few of them and many, in turns.
//   --rounds N
// Prints one JSON object: milliseconds for few and for many, one figure a round, and the listeners that are left on the signal.
import { getEventListeners } from 'node:events';
import { parseArgs } from 'node:util';
import { Retryer } from '../../dist/retry/index.js';

const FEW = 5_000;
const MANY = 20_000;
const WARM_UP_ROUNDS = 3;

const { values } = parseArgs({ options: { rounds: { type: 'string' } } });

const retryer = new Retryer();
const { signal } = new AbortController();

async function start(count) {
  const finish = [];
  const all = Array.from({ length: count }, () => Promise.resolve());
  const pending = () => new Promise((resolve) => finish.push(resolve));
  globalThis.gc();
  const started = process.hrtime.bigint();
  for (let index = 0; index < count; index++) all[index] = retryer.do(pending, { signal });
  const ms = Number(process.hrtime.bigint() - started) / 1e6;
  for (const resolve of finish) resolve();
  await Promise.all(all);
  return ms;
}

const report = { few: [], many: [], fewCount: FEW, manyCount: MANY };
for (let round = -WARM_UP_ROUNDS; round < Number(values.rounds); round++) {
  const [few, many] = [await start(FEW), await start(MANY)];
  if (round < 0) continue;
  report.few.push(few);
  report.many.push(many);
}
process.stdout.write(JSON.stringify({ ...report, listenersLeft: getEventListeners(signal, 'abort').length }));
