import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchOptions, BenchReport } from './benches.ts';
import { environment } from './environment.ts';
import { Monitors } from './loss/monitors.ts';
import { type Simulated, Simulation } from './loss/simulation.ts';
import { type Percentiles, percentiles } from './percentiles.ts';
import { Network } from './recovery/network.ts';
import { outageKinds } from './recovery/outages.ts';
import { heading, row, verdict } from './report.ts';
import { threshold } from './threshold.ts';

const LOSS = 0.2;
const DEFAULT_INTERVAL_MS = 10_000;
// All other settings are the defaults. Several monitors, each in a hurry, make the rounds of an hour in a minute.
const CHECK_INTERVAL_MS = 1_000;
const MONITORS = 6;
const ROUNDS_PER_HOUR = 3_600_000 / DEFAULT_INTERVAL_MS;
const OUTAGES = 10;
// Late wake-ups of all these processes, and the command that breaks.
const MARGIN_MS = 50;

// A monitor in simulated time has its whole hour with all of the defaults, so there can be more of them. A false outage in them
// is told and not judged: of 400 hours with two seeds there were 4, so that a hundred hours would pass or miss by chance.
const SIMULATED_HOURS_PER_HOUR = 100;
const SEED = 1;

/** `--rounds` are hours. Each packet is lost with one chance in five, there and back: is it ever taken for an outage? */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const hours = rounds ?? 1;
  await using network = await Network.create({ checkHosts: [] });
  await using monitors = new Monitors(network, MONITORS, { checkInterval: CHECK_INTERVAL_MS });
  await monitors.all('up');
  const drop = `iptables -A INPUT -m statistic --mode random --probability ${LOSS} -j DROP`;
  await Promise.all([network.host.run(drop), network.internet.run(drop)]);
  const perMonitor = Math.ceil((hours * ROUNDS_PER_HOUR) / MONITORS);
  const every = ROUNDS_PER_HOUR / 4;
  const said = await monitors.during(perMonitor, (ended) => {
    if (ended % every === 0) progress(`${ended} of ${perMonitor * MONITORS} rounds`);
  });
  progress(`${OUTAGES} outages, of which nothing tells`);
  const found = await suffer(network, monitors);
  // Lost packets make the time limits longer: each outage has its own. And they may make a round longer than the interval, that a
  // host has answered before the outage began: the next follows at once, and is the one that finds out.
  const late = found.map(({ afterMs, limitMs }) => afterMs - Math.max(CHECK_INTERVAL_MS, 2 * limitMs) - 2 * limitMs);
  progress(`${hours * SIMULATED_HOURS_PER_HOUR} simulated hours`);
  const simulated = await Simulation.run(SEED, LOSS, hours * SIMULATED_HOURS_PER_HOUR, OUTAGES * 10);
  const missedInSimulation = simulated.foundMs.filter((each) => each === Number.POSITIVE_INFINITY).length;
  const falseDowns = said.get('down') ?? 0;
  const thresholds = [
    threshold('falseDowns', falseDowns, 0, ''),
    threshold('outages.overIntervalAndTwoTimeouts.max', Math.max(...late), MARGIN_MS, 'ms'),
    threshold('simulated.missedOutages', missedInSimulation, 0, ''),
  ];
  const pass = thresholds.every((each) => each.pass);
  const figures = {
    lossEachWay: LOSS,
    hoursOfDefaultSettings: (perMonitor * MONITORS) / ROUNDS_PER_HOUR,
    rounds: perMonitor * MONITORS,
    falseDowns,
    degraded: said.get('degraded') ?? 0,
    outages: found.length,
    foundMs: percentiles(found.map(({ afterMs }) => afterMs)),
    limitMs: percentiles(found.map(({ limitMs }) => limitMs)),
    simulated: { ...simulated, foundMs: percentiles(simulated.foundMs) },
  };
  const json = { bench: 'loss', pass, environment: environment(), figures, thresholds };
  return {
    pass,
    json,
    text: `${[heading(json.environment), '', ...report(figures), '', ...thresholds.map(verdict)].join('\n')}\n`,
  };
}

/** How soon one monitor said `down`, and how long it had been waiting for an answer until then. */
interface Found {
  afterMs: number;
  limitMs: number;
}

/** Real outages in the midst of the losses. */
async function suffer(network: Network, monitors: Monitors): Promise<Found[]> {
  const { break: cut, mend } = outageKinds['firewall']!;
  const found: Found[] = [];
  for (let outage = 0; outage < OUTAGES; outage++) {
    // Somewhere in the interval, each time elsewhere.
    await sleep(((outage + 1) / (OUTAGES + 1)) * CHECK_INTERVAL_MS);
    monitors.forget();
    const cutAt = process.hrtime.bigint();
    await cut(network);
    const downs = await monitors.all('down');
    const limits = await monitors.all('limit');
    downs.forEach(({ nanoseconds }, index) => {
      found.push({ afterMs: Number(nanoseconds - cutAt) / 1_000_000, limitMs: Number(limits[index]!.nanoseconds) });
    });
    await mend(network);
    await monitors.all('up');
  }
  return found;
}

function report(figures: {
  rounds: number;
  degraded: number;
  falseDowns: number;
  outages: number;
  foundMs: Percentiles;
  simulated: Omit<Simulated, 'foundMs'> & { foundMs: Percentiles };
}): string[] {
  const { simulated } = figures;
  const width = 44;
  return [
    row(`${LOSS * 100} % of packets lost each way`, width, ['rounds', 'degraded', 'down']),
    row('no outage', width, [String(figures.rounds), String(figures.degraded), String(figures.falseDowns)]),
    row(
      `${simulated.hours} simulated hours, seed ${simulated.seed}`,
      width,
      [simulated.rounds, simulated.degraded, simulated.falseDowns].map(String),
    ),
    '',
    row('everything dropped → down (ms)', width, ['n', 'p50', 'p90', 'max']),
    row(`checkInterval ${CHECK_INTERVAL_MS} ms`, width, [String(figures.outages), ...found(figures.foundMs)]),
    row('simulated, all settings the defaults', width, [String(OUTAGES * 10), ...found(simulated.foundMs)]),
  ];
}

function found({ p50, p90, max }: Percentiles): string[] {
  return [p50, p90, max].map((each) => each.toFixed(1));
}
