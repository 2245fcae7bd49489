import type { Clock } from '../clock.ts';
import type { Prober } from '../probe/contract.ts';
import type { PortalClient } from '../probe/portal-contract.ts';
import type { NetworkSource, PathQuery, SourceBatch, SourceTap, TapeEntry } from '../sources/contract.ts';
import type { Effect } from '../state/machine.ts';
import type { EngineTap } from './engine-tap.ts';
import { type Happening, OUTCOME_MARK } from './format.ts';
import type { Hint } from './hint.ts';
import {
  recordClock,
  recordPortal,
  recordProber,
  recordRandom,
  recordResolver,
  type Resolver,
} from './recorded-parts.ts';

/** What the monitor's engine is made of, as far as it is recorded. */
export interface RecordedParts {
  source: NetworkSource;
  prober: Prober;
  resolver: Resolver;
  portal: PortalClient | null;
  clock: Clock;
  random: () => number;
  tap?: EngineTap | null;
}

/** Where what happened is written to. */
export interface Output {
  write(happening: Happening, within: boolean): void;
}

/**
 * Stands between an engine and its parts, and writes down what each tells and is asked, in order, to any number of outputs.
 * While it is not attached the engine has its parts to itself.
 */
export class Recorder implements SourceTap, EngineTap {
  readonly outputs: Set<Output> = new Set();
  #detach: (() => void) | null = null;
  /** How many things that came from outside are being handled, each within the one before. */
  #depth = 0;
  /** The queries whose answers are being asked for. */
  #watched: readonly PathQuery[] | null = null;

  attach(parts: RecordedParts): void {
    if (this.#detach !== null) return;
    const { source, prober, resolver, portal, clock, random } = parts;
    parts.prober = recordProber(prober, this);
    parts.resolver = recordResolver(resolver, this);
    parts.portal = portal === null ? null : recordPortal(portal, this);
    parts.clock = recordClock(clock, this);
    parts.random = recordRandom(random, this);
    parts.tap = this;
    source.tap?.(this);
    this.#detach = () => {
      Object.assign(parts, { prober, resolver, portal, clock, random, tap: null });
      source.tap?.(null);
    };
  }

  detach(): void {
    this.#detach?.();
    this.#detach = null;
  }

  /** Something that the engine did. */
  write(happening: Happening): void {
    for (const output of [...this.outputs]) output.write(happening, false);
  }

  /** Something that came from outside, and what the engine makes of it. */
  input(happening: Happening, handle: () => void): void {
    for (const output of [...this.outputs]) output.write(happening, this.#depth > 0);
    this.#depth++;
    try {
      handle();
    } finally {
      this.#depth--;
    }
  }

  onBatch(tape: readonly TapeEntry[] | null, batch: SourceBatch, deliver: () => void): void {
    const queries = this.#watched;
    if (queries !== null && batch.paths !== undefined) {
      this.#watched = null;
      this.write({ type: 'watch', queries: [...queries], paths: batch.paths });
      return deliver();
    }
    if (tape === null) return this.input({ type: 'batch', batch }, deliver);
    const { paths } = batch;
    this.input({ type: 'read', tape: tape.map(tapeText), ...(paths === undefined ? {} : { paths }) }, deliver);
  }

  onWatch(queries: readonly PathQuery[], watch: () => void): void {
    this.#watched = queries;
    watch();
    // Nothing came at once: there is nothing to ask for, or the source answers later.
    if (this.#watched === queries) this.write({ type: 'watch', queries: [...queries], paths: null });
    this.#watched = null;
  }

  onAudit(): void {
    this.input({ type: 'audit' }, () => {});
  }

  onFailure(error: Error): void {
    this.input({ type: 'failure', message: error.message }, () => {});
  }

  onCheck(): void {
    this.input({ type: 'check' }, () => {});
  }

  onHint(hint: Hint): void {
    this.input(hint, () => {});
  }

  onStop(): void {
    this.input({ type: 'stop' }, () => {});
  }

  onPublish({ state, previous, reason, cause }: Extract<Effect, { type: 'publish' }>): void {
    this.write({ type: 'state', state, previous, reason, cause });
  }
}

function tapeText(entry: TapeEntry): string {
  if (typeof entry === 'string') return OUTCOME_MARK + entry;
  return Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('base64');
}
