// What every measured listener that runs in Node does: says `ready`, then answers each line on its standard input with one
// line of JSON, and ends with it.
import { createInterface } from 'node:readline';

/** @param {() => object} report */
export function answer(report) {
  createInterface({ input: process.stdin })
    .on('line', () => process.stdout.write(`${JSON.stringify(report())}\n`))
    .on('close', () => process.exit(0));
  process.stdout.write('ready\n');
}

/** 1 for up, 2 for a carrier, or both. */
export function stateBits(up, carrier) {
  return (up ? 1 : 0) | (carrier ? 2 : 0);
}

/** The clock of changedAtMs: CLOCK_MONOTONIC. */
export function monotonicMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}
