import { setTimeout as sleep } from 'node:timers/promises';
import type { Cable } from './cable.ts';
import type { Ear } from './ear.ts';
import type { Timeline } from './timeline.ts';

/** When the cable was pulled and plugged, and how long after each the listener of the monitor was called. */
export interface Outage {
  pulledNs: bigint;
  pluggedNs: bigint;
  /** Microseconds; null when it was not called. */
  downHeardUs: number | null;
  upHeardUs: number | null;
}

/** Pulls the cable, waits, plugs it in again, and waits until the monitor has heard. */
export async function causeOutage(
  cable: Cable,
  ear: Ear,
  outageMs: number,
  timeline: Timeline,
  signal: AbortSignal,
): Promise<Outage> {
  const down = ear.hear('down', signal);
  const pulledNs = cable.pull();
  timeline.add('kernel', 'router: ip link set r0 down    (the cable is pulled)', pulledNs);
  await sleep(outageMs, undefined, { signal });
  const up = ear.hear('up', signal);
  const pluggedNs = cable.plug();
  timeline.add('kernel', 'router: ip link set r0 up      (the cable is back)', pluggedNs);
  const [downHeardUs, upHeardUs] = [sinceUs(await down, pulledNs), sinceUs(await up, pluggedNs)];
  return { pulledNs, pluggedNs, downHeardUs, upHeardUs };
}

function sinceUs(heardNs: bigint | null, beforeNs: bigint): number | null {
  return heardNs === null ? null : Math.round(Number(heardNs - beforeNs) / 1_000);
}
