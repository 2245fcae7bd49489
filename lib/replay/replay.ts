import { silentLogger } from '../logger.ts';
import { giveHint } from '../monitor/give-hint.ts';
import { Session } from '../monitor/session.ts';
import type { MonitorSettings } from '../monitor/settings.ts';
import type { StateChange } from '../monitor/snapshot.ts';
import type { Entry, RecordedSettings } from '../record/format.ts';
import { type Difference, RecordedParts } from './recorded-parts.ts';
import { RecordedSource } from './recorded-source.ts';
import type { EntryLine, RecordingFile } from './recording-file.ts';

export type { Difference } from './recorded-parts.ts';

type RecordedState = Extract<Entry, { type: 'state' }>;

/** What comes from outside the engine. */
type Input = Exclude<Entry, { type: Consequence }>;
type Consequence = 'watch' | 'probe' | 'lookup' | 'request' | 'timer' | 'random' | 'state' | 'end';

/** Runs the monitor's own table and reducer over a recording. Answers the first way in which they come to something else, or null. */
export async function replay(
  recording: RecordingFile,
  onState: (change: StateChange) => void,
): Promise<Difference | null> {
  return new Replay(recording, onState).run();
}

class Replay {
  readonly #recording: RecordingFile;
  readonly #entries: readonly EntryLine[];
  readonly #states: readonly number[];
  readonly #parts: RecordedParts;
  readonly #source: RecordedSource;
  readonly #session: Session;
  readonly #handled = new Set<EntryLine>();
  #published = 0;
  /** How many of the recorded states have been compared. */
  #compared = 0;
  readonly #changes: StateChange[] = [];
  #ended = false;
  #difference: Difference | null = null;

  constructor(recording: RecordingFile, onState: (change: StateChange) => void) {
    const { header, entries } = recording;
    this.#recording = recording;
    this.#entries = entries;
    this.#states = entries.flatMap(({ entry }, position) => (entry.type === 'state' ? [position] : []));
    this.#parts = new RecordedParts(header, entries, (difference) => this.#differ(difference));
    this.#source = new RecordedSource(
      header.events,
      header.settings,
      header.checkpoint?.view ?? null,
      this.#parts.watch,
    );
    this.#session = new Session(settingsOf(header.settings), this.#parts.clock, {
      onState: (change) => {
        // What comes of the end of the file is not of the recording.
        if (this.#ended) return;
        this.#changes.push(change);
        onState(change);
        this.#handleWithin(this.#states[this.#published++]);
      },
      onEvent: () => {},
      onFailure: () => {},
      hasListeners: () => false,
    });
  }

  async run(): Promise<Difference | null> {
    this.#begin();
    for (const each of this.#entries) {
      if (each.entry.type === 'state') this.#compare(each.line, each.entry);
      else if (!this.#handled.has(each)) await this.#take(each);
    }
    this.#expectNothingMore(this.#entries[this.#entries.length - 1]?.line ?? 1, this.#recording.complete);
    this.#ended = true;
    this.#session.end();
    return this.#difference;
  }

  #begin(): void {
    const { prober, resolver, portal, random } = this.#parts;
    const { events, probes, checkpoint } = this.#recording.header;
    const snapshot = Object.freeze({ events, probes, fallbackReason: null });
    const begun = this.#session.begin(
      { source: this.#source, prober, snapshot },
      { resolver, portal, random },
      (engine) => {
        if (checkpoint === null) return;
        engine.restore(checkpoint.engine, this.#source.told(checkpoint.view));
        this.#session.restore(checkpoint.session);
      },
    );
    // It rejects when the monitor failed, or was stopped, before it had decided: the states tell.
    begun.catch(() => {});
  }

  async #take(each: EntryLine): Promise<void> {
    const { entry, line } = each;
    if (!isInput(entry)) return;
    // All that came of the one before has been compared by now.
    if (entry.within !== true) this.#expectNothingMore(line, true);
    this.#handle(each, entry);
    // What the engine makes of an answer it makes in promises.
    if (entry.type === 'answer' || entry.type === 'check') await new Promise((resolve) => setImmediate(resolve));
  }

  // A listener read on, or stopped the monitor, when it was told of the state at this position.
  #handleWithin(position: number | undefined): void {
    if (position === undefined) return;
    for (let next = position + 1; next < this.#entries.length; next++) {
      const each = this.#entries[next]!;
      const { entry } = each;
      if (entry.type === 'state' && next >= (this.#states[this.#published] ?? next)) return;
      if (!isInput(entry) || entry.type === 'clock' || this.#handled.has(each)) continue;
      if (entry.within !== true) return;
      this.#handle(each, entry);
    }
  }

  #handle(each: EntryLine, entry: Input): void {
    const { line } = each;
    this.#handled.add(each);
    const { clock, outcomes, timers, lookups, responses } = this.#parts;
    const { engine } = this.#session;
    clock.moveTo(entry.at);
    switch (entry.type) {
      case 'read':
        return this.#source.read(entry.tape, entry.paths);
      case 'batch':
        return this.#source.deliver(entry.batch);
      case 'audit':
        return this.#source.audit();
      case 'failure':
        return this.#source.fail(new Error(entry.message));
      case 'outcome': {
        const { error, rttMs, source, unbound } = entry;
        return this.#answer(line, `the outcome of probe ${entry.probe}`, outcomes.take(entry.probe), (take) =>
          take({ error, rttMs, source, ...(unbound === true ? { unbound } : {}) }),
        );
      }
      case 'response': {
        const { error, httpStatus, empty, location } = entry;
        return this.#answer(line, `the answer to request ${entry.request}`, responses.take(entry.request), (take) =>
          take({ error, httpStatus, empty, location }),
        );
      }
      case 'fired':
        return this.#answer(line, `timer ${entry.timer}`, timers.take(entry.timer), (take) => take());
      case 'answer': {
        const { lookup } = entry;
        // Several wait for one lookup, or none any more: both are as they should be.
        const waiting = lookups.take(lookup);
        if ('error' in entry) return waiting?.reject(Object.assign(new Error(entry.error), { code: entry.error }));
        return waiting?.resolve(entry.addresses);
      }
      case 'check':
        return engine?.requestCheck(() => {});
      case 'wake':
      case 'success':
      case 'suspicion':
        return void (engine !== null && giveHint(engine, entry));
      case 'relaunch':
        return engine?.relaunch();
      case 'stop':
        return this.#session.end();
      case 'clock':
        return clock.setWall(Date.parse(entry.wall));
    }
  }

  #answer<Callback>(line: number, what: string, callback: Callback | null, give: (callback: Callback) => void): void {
    if (callback === null) this.#differ({ line, message: `nobody waits for ${what}` });
    else give(callback);
  }

  #compare(line: number, recorded: RecordedState): void {
    const change = this.#changes[this.#compared++];
    if (change === undefined) {
      this.#compared--;
      return this.#differ({ line, message: `${recorded.state} (${recorded.reason}) was recorded and does not come` });
    }
    const [now, then] = [textOf(change), textOf(recorded)];
    if (now !== then) this.#differ({ line, message: `${now} comes, and ${then} was recorded` });
  }

  // A recording that was cut short may lack what came of its last entry.
  #expectNothingMore(line: number, strictly: boolean): void {
    const change = this.#changes[this.#compared];
    if (change === undefined || !strictly) return;
    this.#compared = this.#changes.length;
    this.#differ({ line, message: `${textOf(change)} comes before this line, and was not recorded` });
  }

  // Everything after the first follows from it.
  #differ(difference: Difference): void {
    this.#difference ??= difference;
  }
}

// By what the engine does of itself, an entry is known not to come from outside.
const CONSEQUENCES: Readonly<Record<Consequence, true>> = {
  watch: true,
  probe: true,
  lookup: true,
  request: true,
  timer: true,
  random: true,
  state: true,
  end: true,
};

function isInput(entry: Entry): entry is Input {
  return !Object.hasOwn(CONSEQUENCES, entry.type);
}

function textOf({
  state,
  previous,
  reason,
  cause,
}: Pick<StateChange, 'state' | 'previous' | 'reason' | 'cause'>): string {
  const where = [cause.interface, cause.host].filter((part) => part !== undefined);
  return `${previous} → ${state} (${reason}; ${[cause.type, ...where].join(' ')})`;
}

function settingsOf(settings: RecordedSettings): MonitorSettings {
  return {
    ...settings,
    gatewayProbe: settings.gatewayProbe ?? false,
    // Recordings of before there was such an option lack it.
    captivePortalUrl: settings.captivePortalUrl ?? null,
    notifyOnChange: true,
    enableNetlink: true,
    flapDamping: settings.flapDamping ?? null,
    // Audits happen when the recording says so.
    auditIntervalMs: null,
    logger: silentLogger,
  };
}
