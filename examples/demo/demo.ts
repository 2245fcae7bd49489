// What run.mjs starts within namespaces of its own.
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { parsePositiveDuration } from '../../lib/duration.ts';
import { NetworkMonitor } from '../../lib/index.ts';
import { Ear } from './ear.ts';
import { Interruption, interruptionSignal } from './interruption.ts';
import { netwakeClient } from './netwake-client.ts';
import { causeOutage } from './outage.ts';
import { plainClient } from './plain-client.ts';
import { SmallInternet } from './small-internet.ts';
import { brokenPromises, summary } from './summary.ts';
import { Timeline } from './timeline.ts';

/**
 * Long enough for three of the plain loop's five attempts. Its third connect keeps the kernel asking for the gateway's
 * hardware address, once a second until 8.1 s, and whoever connects on the cable's return waits for the next time: later
 * than that, netwake is shown and not that clock. 21 s would be the end of the plain loop.
 */
const DEFAULT_OUTAGE = '8500ms';
const PULL_AFTER_MS = 1_500;

const write = (text: string): void => void process.stdout.write(text);

async function demonstrate(outageMs: number, signal: AbortSignal): Promise<string[]> {
  await using internet = await SmallInternet.create();
  await using monitor = new NetworkMonitor();
  signal.throwIfAborted();
  await monitor.start({ signal });
  const { events, probes, fallbackReason } = monitor.snapshot().backend;
  if (fallbackReason !== null) return [`the monitor runs on ${events} events and ${probes} probes: ${fallbackReason}`];
  write(INTRODUCTION);

  const zeroNs = process.hrtime.bigint();
  const timeline = new Timeline(zeroNs, write);
  const { state, reason } = monitor.snapshot();
  timeline.add('monitor', `${state} (${reason}), ${events} events, ${probes} probes, default options`);
  const ear = new Ear(monitor, timeline);
  const clients = [netwakeClient(monitor, internet.url, timeline, signal), plainClient(internet.url, timeline, signal)];
  await sleep(PULL_AFTER_MS, undefined, { signal });
  const outage = await causeOutage(internet.cable, ear, outageMs, timeline, signal);
  const [netwake, plain] = await Promise.all(clients);
  timeline.flush();
  signal.throwIfAborted();
  write(`\n${summary(outage, netwake!, plain!, zeroNs)}`);
  return brokenPromises(outage, netwake!, internet.fileBytes);
}

const INTRODUCTION = `Two downloads of one file, over one cable that is pulled in the middle of them.

  host eth0 -- r0 router w0 -- i0 internet: 8.8.8.8, 1.1.1.1, 8.8.4.4 and a file server

All of it is network namespaces of this machine; nothing leaves it. Times are seconds of CLOCK_MONOTONIC
since the downloads began.

`;

async function main(signal: AbortSignal): Promise<number> {
  try {
    const { values } = parseArgs({ options: { outage: { type: 'string', default: DEFAULT_OUTAGE } } });
    const broken = await demonstrate(parsePositiveDuration('--outage', values.outage), signal);
    for (const promise of broken) process.stderr.write(`demo: not as promised: ${promise}\n`);
    return broken.length === 0 ? 0 : 1;
  } catch (error) {
    if (signal.reason instanceof Interruption) return signal.reason.exitCode;
    process.stderr.write(`demo: ${(error as Error).message}\n`);
    return 1;
  }
}

process.exit(await main(interruptionSignal()));
