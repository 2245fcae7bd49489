import { setTimeout as sleep } from 'node:timers/promises';
import type { Network } from './network.ts';
import type { OutageKind } from './outages.ts';

// Long enough for what the last outage has set going to end: probes, ARP, the kernel's own work queues.
const SETTLE_MS = 100;
// And for the last probes that nobody answers: a check joins the round that is under way, whose answers may be older.
const SETTLE_ROUND_MS = 800;

/** One outage, in milliseconds. */
export interface Recovery {
  /** From the command that broke to the one that mended: the time until it was noticed, and the length that was asked for. */
  outageMs: number;
  /** From the first connect that succeeded to `up` at a listener; less than 0 where the monitor was first. */
  behindMs: number;
}

/** Breaks the network, waits, mends it and compares who knows first. */
export async function suffer(network: Network, kind: OutageKind, lengthMs: number): Promise<Recovery> {
  const { monitor, loop } = network;
  await sleep(kind.announced ? SETTLE_MS : SETTLE_ROUND_MS);
  monitor.forget();
  loop.forget();
  await kind.break(network);
  const brokenMs = performance.now();
  // What nothing announces is found by the failure of an operation.
  if (!kind.announced) monitor.tell('failure');
  await monitor.next('down');
  await sleep(lengthMs);
  const outageMs = performance.now() - brokenMs;
  loop.tell(kind.cutsCarrier ? 'carrier' : '');
  if (kind.cutsCarrier) await loop.next('waiting');
  await kind.mend(network);
  const connected = await loop.next('connected');
  const up = await monitor.next('up');
  await kind.after?.(network);
  return { outageMs, behindMs: Number(up.nanoseconds - connected.nanoseconds) / 1_000_000 };
}
