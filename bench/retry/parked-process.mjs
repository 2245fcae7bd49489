// What parked operations cost in memory, and for how long the event loop is held up when all of them are woken.
//   --failed   they have failed once before they park
// Prints one JSON object: bytes of the heap an operation, the longest time between two turns and for how much of it others had
// the processor, and how long all of it took.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Retryer } from '../../dist/retry/index.js';
import { ScriptedView } from './scripted-view.mjs';

const OPERATIONS = 100_000;
const WARM_UP = 20_000;
const SETTLE_TURNS = 10;

const { values } = parseArgs({ options: { failed: { type: 'boolean', default: false } } });

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const view = new ScriptedView('up');
const retryer = new Retryer({ maxAttempts: 1, monitor: view });
let done = 0;

const operation = values.failed
  ? ({ invocation }) => {
      if (invocation > 1) return void done++;
      view.state = 'down';
      throw refused;
    }
  : () => void done++;

async function park(promises) {
  if (!values.failed) view.set('down');
  for (let index = 0; index < promises.length; index++) {
    // The state is looked at before the first invocation; those that are to fail find it up.
    if (values.failed) view.state = 'up';
    promises[index] = retryer.do(operation);
  }
  if (values.failed) view.set('down');
  for (let turn = 0; turn < SETTLE_TURNS; turn++) await nextTurn();
}

// For how long this thread could have run so far, and did not: V8's own threads and other processes were in its place (proc(5)).
function queuedNs() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[1]);
}

async function wake(count) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  done = 0;
  let longestNs = 0n;
  let longestQueuedNs = 0;
  delay.enable();
  await nextTurn();
  const started = process.hrtime.bigint();
  let before = started;
  let queuedBefore = queuedNs();
  view.set('up');
  while (done < count) {
    await nextTurn();
    const now = process.hrtime.bigint();
    const queued = queuedNs();
    if (now - before > longestNs) [longestNs, longestQueuedNs] = [now - before, queued - queuedBefore];
    [before, queuedBefore] = [now, queued];
  }
  delay.disable();
  return {
    longestTurnMs: Number(longestNs) / 1e6,
    queuedMs: longestQueuedNs / 1e6,
    wokenMs: Number(before - started) / 1e6,
    loopDelayMs: delay.max / 1e6,
  };
}

await park(Array.from({ length: WARM_UP }));
await wake(WARM_UP);
// Made beforehand, so that its own size is in neither figure.
const promises = Array.from({ length: OPERATIONS }, () => null);
globalThis.gc();
const heapBefore = process.memoryUsage().heapUsed;
await park(promises);
globalThis.gc();
const bytes = (process.memoryUsage().heapUsed - heapBefore) / OPERATIONS;
const woken = await wake(OPERATIONS);
process.stdout.write(JSON.stringify({ bytes, ...woken }));
