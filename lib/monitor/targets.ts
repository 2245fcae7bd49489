import type { Clock } from '../clock.ts';
import { parseDestination, type Remote } from '../destination.ts';
import { type StateError, StoppedError } from '../errors.ts';
import { Target, type TargetHome } from './target.ts';
import type { TargetGround } from './target-ground.ts';
import type { TargetWatch } from './target-watch.ts';
import { TargetWatches } from './target-watches.ts';

/** The targets of one monitor, from before it starts until after it has been stopped. */
export class Targets implements TargetHome {
  readonly clock: Clock;
  stopped = false;
  failure: StateError | null = null;
  readonly #targets = new Set<Target>();
  #watches: TargetWatches | null = null;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`; StoppedError `ERR_NETWAKE_STOPPED` */
  make(input: unknown): Target {
    const destination = parseDestination('target', input);
    if (this.stopped) throw new StoppedError();
    const target = new Target(destination, this);
    this.#targets.add(target);
    return target;
  }

  /** The monitor has begun to watch. */
  open(ground: TargetGround): void {
    this.#watches = new TargetWatches(ground);
    for (const target of this.#targets) target.open();
  }

  acquire(destination: Remote): TargetWatch | null {
    return this.#watches?.acquire(destination) ?? null;
  }

  release(target: Target, destination: Remote | null): void {
    this.#targets.delete(target);
    if (destination !== null) this.#watches?.release(destination);
  }

  onState(): void {
    this.#watches?.onState();
    if (!this.stopped) return;
    for (const target of this.#targets) target.tellStopped();
    this.#targets.clear();
  }

  onWake(): void {
    this.#watches?.onWake();
  }

  /** The monitor has failed. */
  fail(failure: StateError): void {
    this.failure = failure;
    for (const target of [...this.#targets]) target.fail(failure);
  }

  /** Before what they probe with is closed. */
  close(): void {
    this.stopped = true;
    const error = new StoppedError();
    // Those who wait leave first: a watch that was closed would begin again for the second of them when the first leaves.
    for (const target of [...this.#targets]) target.close(error);
    this.#watches?.close();
    this.#watches = null;
  }
}
