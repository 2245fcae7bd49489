import { isatty } from 'node:tty';
import type { Environment } from '../config/environment.ts';
import { retryDefaults } from '../config/defaults.ts';
import { mergeLayers } from '../config/layers.ts';
import { toError } from '../errors.ts';
import { formatCheckHost } from '../monitor/check-host.ts';
import { type MonitorSettings, readMonitorOptions } from '../monitor/settings.ts';
import { type CommandContext, Interrupted, OutputLost } from './context.ts';
import { shownValues } from './config-show.ts';
import { BundleFile } from './doctor-bundle-file.ts';
import type { DoctorFlags } from './doctor-command.ts';
import { examine, type Examination, patienceMs } from './doctor-examination.ts';
import { makeReport } from './doctor-report.ts';
import { doctorText } from './doctor-text.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import { layersBeneathFlags, monitorFlags } from './monitor-options.ts';
import { PutOffSignals } from './put-off-signals.ts';
import { readProxy } from './proxy.ts';

/** What the doctor takes from the process; tests give their own. */
export interface DoctorSurroundings {
  readonly environment: Environment;
  /** Whether somebody sees what goes to standard error. */
  readonly isWatched: boolean;
}

// Whoever sees nothing for longer than this wonders.
const SILENCE_MS = 1_000;

/** `netwake doctor`: one verification of everything, where it breaks and what to do, and the exit code that tells of the state. */
export async function doctor(
  flags: DoctorFlags,
  context: CommandContext,
  { environment, isWatched }: DoctorSurroundings = { environment: process.env, isWatched: isatty(2) },
): Promise<number> {
  const layers = await layersBeneathFlags(flags, environment, context.signal);
  const { monitor: options, retry } = mergeLayers(layers);
  const asked = { gatewayProbe: true, ...options, ...monitorFlags(flags) };
  const settings = readMonitorOptions(asked);
  const monitor = context.createMonitor(asked);
  using endings = flags.bundle === undefined ? null : new PutOffSignals();
  const signal = endings === null ? context.signal : AbortSignal.any([context.signal, endings.signal]);
  const bundle = flags.bundle === undefined ? null : await BundleFile.create(flags.bundle);
  const stillAt = context.clock.setTimer(() => {
    if (isWatched) context.note(progressOf(settings));
  }, SILENCE_MS);
  try {
    if (bundle !== null) await monitor.record(bundle.recordingPath);
    const found = await examine(monitor, settings, { clock: context.clock, signal });
    const { maxAttempts = retryDefaults.maxAttempts, waitForNetwork = retryDefaults.waitForNetwork } = retry;
    const examination: Examination = {
      ...found,
      at: context.clock.wallNow(),
      settings,
      retry: { maxAttempts, waitForNetwork },
      proxy: readProxy(environment),
    };
    const report = makeReport(examination);
    context.print(flags.json === true ? JSON.stringify(report) : doctorText(report));
    // What is recorded is all there once this is over.
    await monitor.stop();
    if (bundle !== null && !(await write(bundle, examination, shownValues(layers, flags), { context, signal })))
      return exitCode.failure;
    return exitCodeOf(report.state);
  } finally {
    stillAt.cancel();
    await monitor.stop();
    await bundle?.close();
  }
}

function progressOf(settings: MonitorSettings): string {
  const hosts = settings.checkHosts.map(formatCheckHost).join(', ');
  const whom = hosts === '' ? 'looking at the interfaces' : `asking ${hosts}`;
  return `netwake: ${whom}; this takes ${Math.ceil(patienceMs(settings) / 1e3)} s at the most`;
}

async function write(
  bundle: BundleFile,
  examination: Examination,
  config: ReturnType<typeof shownValues>,
  { context, signal }: { context: CommandContext; signal: AbortSignal },
): Promise<boolean> {
  try {
    // Loaded only here: who wants no bundle pays for no archive.
    const { packBundle } = await import('./doctor-bundle.ts');
    const bytes = await packBundle({ examination, config, recordingPath: bundle.recordingPath });
    throwIfEnded(signal);
    await bundle.fill(bytes);
  } catch (error) {
    throwIfEnded(signal);
    const { code = 'ERR_', message } = toError(error) as NodeJS.ErrnoException;
    // The system's errors are told by their names, as elsewhere.
    const why = code.startsWith('ERR_') ? message : code;
    context.warn(`--bundle ${bundle.path}: can't be written: ${why}`);
    return false;
  }
  context.note(
    `netwake: ${bundle.path} is written, with names and addresses replaced: look through it before you give it away`,
  );
  return true;
}

// Whoever reads the report no more may want the bundle all the same.
function throwIfEnded({ aborted, reason }: AbortSignal): void {
  const isReader = reason instanceof OutputLost || (reason instanceof Interrupted && reason.by === 'EPIPE');
  if (aborted && !isReader) throw reason as Error;
}
