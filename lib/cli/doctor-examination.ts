import type { ClockTimer } from '../clock.ts';
import { toError } from '../errors.ts';
import { freezeSnapshot } from '../monitor/diagnosis.ts';
import type { NetworkMonitor } from '../monitor/network-monitor.ts';
import type { MonitorSettings } from '../monitor/settings.ts';
import type { FamilySnapshot, NetworkSnapshot } from '../monitor/snapshot.ts';
import { nearestName } from '../options.ts';
import type { CommandContext } from './context.ts';
import type { Proxy } from './proxy.ts';

/** All that the doctor goes by: what was found, and what was asked for. */
export interface Examination {
  readonly at: Date;
  readonly snapshot: NetworkSnapshot;
  readonly settings: ExaminedSettings;
  readonly retry: { readonly maxAttempts: number; readonly waitForNetwork: boolean };
  /** Names of all interfaces, of those that don't count too; null where the system does not tell. */
  readonly interfaceNames: readonly string[] | null;
  /** Which of them the first preferred one that there is not is perhaps to be; null when none is. A pseudonym can't tell. */
  readonly likelyMeant: string | null;
  /** By what the environment has programs go out; null when it says nothing of it. */
  readonly proxy: Proxy | null;
  /** Why nothing came of it, or not all; null when the round was whole. */
  readonly failure: string | null;
}

export type ExaminedSettings = Pick<
  MonitorSettings,
  'checkHosts' | 'checkTimeoutMs' | 'preferredInterfaces' | 'ignoreInterfaces' | 'enableNetlink' | 'captivePortalUrl'
>;

type ExaminerContext = Pick<CommandContext, 'clock' | 'signal'>;

/** What is found by asking. */
export type Found = Pick<Examination, 'snapshot' | 'interfaceNames' | 'likelyMeant' | 'failure'>;

// The first round and its confirmation, and the one that has to be whole after a first answer, which may wait for the first.
const PATIENCE_TIMEOUTS = 5;
const PATIENCE_SPARE_MS = 5_000;
const LOOK_MS = 50;
// What comes beside a round: gateways, a second family, names, a portal. They have been asked since it began.
const LONGEST_SETTLING_MS = 2_000;

/** How long an examination takes at the most, in milliseconds. */
export function patienceMs({ checkTimeoutMs }: Pick<MonitorSettings, 'checkTimeoutMs'>): number {
  return checkTimeoutMs * PATIENCE_TIMEOUTS + PATIENCE_SPARE_MS;
}

/** One verification of everything, bounded. The monitor is left running. @throws the reason of the signal */
export async function examine(
  monitor: NetworkMonitor,
  settings: MonitorSettings,
  context: ExaminerContext,
): Promise<Found> {
  const limitMs = patienceMs(settings);
  const ending = await bounded(verify(monitor, settings, context), limitMs, context);
  const interfaceNames = await monitor.getInterfaceStats({ includeLoopback: true }).then(Object.keys, () => null);
  const names = { interfaceNames, likelyMeant: likelyMeant(settings, interfaceNames) };
  const snapshot = monitor.snapshot();
  if (ending === 'whole') return { ...names, snapshot, failure: null };
  if (ending === 'late') return { ...names, snapshot, failure: `the round has not ended within ${limitMs} ms` };
  // A monitor that could not begin knows nothing, and need not say so itself.
  const failed = snapshot.state === 'unknown' ? freezeSnapshot({ ...snapshot, reason: 'monitor-failed' }) : snapshot;
  return { ...names, snapshot: failed, failure: ending.message };
}

/** Preferred interfaces that there are none of. */
export function missingInterfaces({ preferredInterfaces }: ExaminedSettings, names: readonly string[]): string[] {
  return preferredInterfaces.filter((name) => !names.includes(name));
}

/** What {@link Examination.likelyMeant} is, of these. */
export function likelyMeant(settings: ExaminedSettings, names: readonly string[] | null): string | null {
  const [missing] = names === null ? [] : missingInterfaces(settings, names);
  return missing === undefined ? null : nearestName(missing, names ?? []);
}

async function verify(monitor: NetworkMonitor, settings: MonitorSettings, { clock }: ExaminerContext): Promise<void> {
  await monitor.start();
  // Down, all have been asked, and asked again. Otherwise the first answer has decided, and the others are still to come.
  if (monitor.isUsable()) await monitor.check();
  const longestMs = Math.min(settings.checkTimeoutMs, LONGEST_SETTLING_MS);
  for (let waitedMs = 0; waitedMs < longestMs && !isSettled(monitor.snapshot()); waitedMs += LOOK_MS)
    await new Promise<void>((resolve) => void clock.setTimer(resolve, LOOK_MS));
}

/** Whether all that comes beside a round, of which no event tells, has come. */
function isSettled({ reason, hosts, portal }: NetworkSnapshot): boolean {
  // Nobody is asked anything where there is no way, and nothing is told any more once somebody has interrupted us.
  const asked = reason === 'unreachable' || hosts.some(({ reachable }) => reachable === true);
  if (!asked || reason === 'stopped') return true;
  const awaitsPortal = portal?.status === 'unknown' && portal.error === null;
  return hosts.every(
    ({ reachable, families, gateway, gatewayState, lookup }) =>
      (lookup === null || lookup.error !== null || lookup.foundAt !== null) &&
      (reachable !== true || (!awaitsPortal && families.every(isKnown))) &&
      (reason !== 'unreachable' || gateway === null || gatewayState !== null),
  );
}

function isKnown({ address, reachable }: FamilySnapshot): boolean {
  return address === null || reachable !== null;
}

/** How an examination ended: with its last answer, out of time, or with the monitor's own failure. */
type Ending = 'whole' | 'late' | Error;

function bounded(work: Promise<void>, limitMs: number, { clock, signal }: ExaminerContext): Promise<Ending> {
  let timer: ClockTimer | null = null;
  return new Promise<Ending>((resolve, reject) => {
    // First: it fails of the end of the monitor, also when it is not waited for.
    work.then(
      () => resolve('whole'),
      (error: unknown) => resolve(toError(error)),
    );
    if (signal.aborted) return reject(toError(signal.reason));
    signal.addEventListener('abort', () => reject(toError(signal.reason)), { once: true });
    timer = clock.setTimer(() => resolve('late'), limitMs);
  }).finally(() => timer?.cancel());
}
