import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import { recordDefaults } from '../config/defaults.ts';
import { InvalidOptionError, StateError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { readBoolean, refuseUnknownOptions } from '../options.ts';
import type { SourceView } from '../sources/contract.ts';
import { Anonymizer } from './anonymizer.ts';
import type { EngineCheckpoint, SessionCheckpoint } from './checkpoint.ts';
import { FORMAT_NAME, FORMAT_VERSION, type Header, type RecordedSettings, type RecordedView } from './format.ts';
import { openRecording } from './record-path.ts';
import { type RecordedParts, Recorder } from './recorder.ts';
import { FileRecording, type RecordOptions } from './recording.ts';

/** What a recorder has to know of the monitor. */
export interface RecordedMonitor {
  settings: RecordedSettings & { logger: Logger };
  clock: Clock;
}

/** An engine in the middle of its life. */
export interface RunningEngine {
  parts: RecordedParts;
  engine: { checkpoint(): EngineCheckpoint; relaunch(): void };
  session: { checkpoint(): SessionCheckpoint };
}

/** Makes a monitor's recordings, and attaches its recorder to the engine while there are any. */
export class RecordingDesk {
  readonly #monitor: RecordedMonitor;
  #recorder = new Recorder();
  readonly #recordings = new Set<FileRecording>();
  /** Those that begin when the monitor does. */
  readonly #waiting = new Set<FileRecording>();

  constructor(monitor: RecordedMonitor) {
    this.#monitor = monitor;
  }

  /**
   * Makes the file. The recording begins with `attach`, or with `join`.
   *
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
   */
  async open(option: string, path: unknown, options: RecordOptions, numbered: boolean): Promise<FileRecording> {
    refuseUnknownOptions('options', options, ['anonymize', 'maxBytes']);
    const anonymize = readBoolean('anonymize', options.anonymize, recordDefaults.anonymize);
    const { maxBytes = recordDefaults.maxBytes } = options;
    if (!Number.isSafeInteger(maxBytes) || maxBytes <= 0)
      throw new InvalidOptionError('maxBytes', maxBytes, 'a whole number of bytes, more than 0');
    const { settings, clock } = this.#monitor;
    const recording = new FileRecording(await openRecording(option, path, numbered), {
      clock,
      logger: settings.logger,
      maxBytes,
      anonymizer: anonymize ? new Anonymizer(randomBytes(32), settings) : null,
      onEnd: this.#onEnd,
    });
    this.#recordings.add(recording);
    return recording;
  }

  /** The monitor has yet to be started. */
  wait(recording: FileRecording): void {
    this.#waiting.add(recording);
  }

  /** The engine is about to start: all that wait begin. */
  attach(parts: RecordedParts): void {
    for (const recording of [...this.#waiting]) this.#begin(recording, parts, null);
    this.#waiting.clear();
  }

  /**
   * The engine is running: it goes on over the recorder, and what is under way starts afresh.
   * False while its source can't tell its view.
   *
   * @throws StateError `ERR_NETWAKE_STATE` when it never can
   */
  join(recording: FileRecording, { parts, engine, session }: RunningEngine): boolean {
    if (parts.source.view === undefined) throw new StateError('this source of events cannot be recorded');
    const view = parts.source.view();
    if (view === null) return false;
    const checkpoint = { view: viewText(view), engine: engine.checkpoint(), session: session.checkpoint() };
    // A copy: what follows must not change it before it is written.
    this.#begin(recording, parts, structuredClone(checkpoint));
    this.#recorder.write({ type: 'relaunch' });
    engine.relaunch();
    return true;
  }

  /** Ends all. */
  async end(): Promise<void> {
    await Promise.all(Array.from(this.#recordings, (recording) => recording.stop()));
  }

  #begin(recording: FileRecording, parts: RecordedParts, checkpoint: Header['checkpoint']): void {
    const { clock, settings } = this.#monitor;
    const { checkIntervalMs, checkTimeoutMs, checkHosts, auditIntervalMs, captivePortalUrl = null } = settings;
    recording.begin({
      type: 'header',
      format: FORMAT_NAME,
      version: FORMAT_VERSION,
      netwake: packageVersion(),
      wall: clock.wallNow().toISOString(),
      anonymized: false,
      events: parts.source.kind,
      probes: parts.prober.kind,
      settings: {
        checkIntervalMs,
        checkTimeoutMs,
        checkHosts: [...checkHosts],
        auditIntervalMs,
        ...(settings.gatewayProbe === true ? { gatewayProbe: true } : {}),
        preferredInterfaces: [...settings.preferredInterfaces],
        ignoreInterfaces: [...settings.ignoreInterfaces],
        flapDamping: settings.flapDamping ?? null,
        captivePortalUrl,
      },
      checkpoint,
    });
    if (!recording.active) return;
    this.#recorder.attach(parts);
    this.#recorder.outputs.add(recording);
  }

  readonly #onEnd = (recording: FileRecording): void => {
    this.#recordings.delete(recording);
    this.#waiting.delete(recording);
    this.#recorder.outputs.delete(recording);
    if (this.#recorder.outputs.size > 0) return;
    this.#recorder.detach();
    // What was asked for through the old one may yet be answered, under numbers that would be given again.
    this.#recorder = new Recorder();
  };
}

function viewText(view: SourceView): RecordedView {
  if ('batch' in view) return view;
  return { ...view, datagrams: view.datagrams.map((bytes) => Buffer.from(bytes).toString('base64')) };
}

// Both lib/record/ and dist/record/ lie two below the root of the package.
function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
