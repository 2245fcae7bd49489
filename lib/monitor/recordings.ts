import { StateError, StoppedError } from '../errors.ts';
import type { RecordedMonitor, RecordingDesk, RunningEngine } from '../record/recording-desk.ts';
import type { FileRecording, Recording, RecordOptions } from '../record/recording.ts';
import type { Engine } from './engine.ts';
import type { Session } from './session.ts';

/** The recordings of one monitor. What records is loaded with the first. */
export class Recordings {
  readonly #monitor: RecordedMonitor;
  readonly #session: Session;
  #desk: RecordingDesk | null = null;
  #stopped = false;

  constructor(monitor: RecordedMonitor, session: Session) {
    this.#monitor = monitor;
    this.#session = session;
  }

  /** Resolves when the recording has begun, or will begin with the monitor. */
  async start(path: unknown, options: RecordOptions): Promise<Recording> {
    return this.#start('path', path, options, false);
  }

  /** `NETWAKE_RECORD`. It is in nobody's way: what goes wrong is logged. */
  async startFromEnvironment(path: string): Promise<void> {
    const anonymize = process.env['NETWAKE_RECORD_ANONYMIZE'] === '1';
    try {
      await this.#start('NETWAKE_RECORD', path, { anonymize }, true);
    } catch (error) {
      this.#monitor.settings.logger.error({ error, path }, 'the recording could not be started');
    }
  }

  /** The engine is about to start. */
  readonly attach = ({ parts }: Engine): void => this.#desk?.attach(parts);

  async end(): Promise<void> {
    this.#stopped = true;
    if (this.#desk === null) return;
    // When a listener stops the monitor, the end is told once the listener has returned.
    await Promise.resolve();
    await this.#desk.end();
  }

  async #start(option: string, path: unknown, options: RecordOptions, numbered: boolean): Promise<Recording> {
    const desk = await this.#openDesk();
    const recording = await desk.open(option, path, options, numbered);
    try {
      await this.#begin(desk, recording);
    } catch (error) {
      await recording.stop();
      throw error;
    }
    return recording;
  }

  async #openDesk(): Promise<RecordingDesk> {
    const { RecordingDesk } = await import('../record/recording-desk.ts');
    return (this.#desk ??= new RecordingDesk(this.#monitor));
  }

  async #begin(desk: RecordingDesk, recording: FileRecording): Promise<void> {
    const { engine } = this.#session;
    if (this.#stopped) throw new StoppedError();
    if (engine === null) return desk.wait(recording);
    const running: RunningEngine = { parts: engine.parts, engine, session: this.#session };
    while (!desk.join(recording, running)) {
      await this.#nextTurn();
      if (this.#stopped) throw new StoppedError();
      if (engine.machine.reason === 'monitor-failed') throw new StateError('the monitor has failed');
    }
  }

  // A dump takes a few turns of the loop, and there is no telling that one has ended without a finding.
  #nextTurn(): Promise<void> {
    return new Promise((resolve) => this.#monitor.clock.nextTurn(resolve));
  }
}
