import type { Clock, ClockTimer } from '../clock.ts';
import type { NetworkState } from '../state/network-state.ts';
import type { LotView } from './lot-view.ts';
import type { LostPath, NetworkTarget, NetworkView } from './network-view.ts';
import type { ParkingLot, Watching } from './parking-lot.ts';
import type { PathLosses } from './path-losses.ts';

/** Between two questions of a target that answers wrongly, or not at all. */
const FIRST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 1_000;

type Listener = (change: { readonly state: NetworkState }) => void;

/**
 * One destination, as the operations that go there wait out its outages. It is the network's shadow at first: unless it is opened
 * the target itself is asked for once the network is down, an operation has failed, or one wants to know of an outage in flight.
 */
export class TargetView implements LotView, Watching, Disposable {
  /** Called for an outage of the network in which the target may have been out of reach, though nobody has looked. */
  onUnseenOutage: (isRepeated: boolean) => void = () => {};
  readonly pathLosses: PathLosses;
  readonly #network: NetworkView;
  readonly #destination: string;
  readonly #clock: Clock;
  #target: NetworkTarget | null = null;
  /** What was told of the network in the place of a target that the monitor does not give; null when it does, or was not asked. */
  #mirrored: NetworkState | null = null;
  #listener: Listener = () => {};
  #last: NetworkState = 'up';
  #waited = false;
  #waiting: AbortController | null = null;
  #later: ClockTimer | null = null;
  /** How often it has been waited on in vain since it last told of another state. */
  #vain = 0;
  #disposed = false;

  constructor({ monitor, pathLosses }: Pick<ParkingLot, 'monitor' | 'pathLosses'>, destination: string, clock: Clock) {
    this.#clock = clock;
    this.#network = monitor;
    this.pathLosses = pathLosses;
    this.#destination = destination;
  }

  get state(): NetworkState {
    const { state } = this.#network;
    if (this.#target === null && state !== 'down') return state;
    return this.#open()?.state ?? state;
  }

  get doubtful(): boolean {
    return this.#network.state === 'down' && this.state === 'unknown';
  }

  on(_event: 'state', listener: Listener): void {
    this.#listener = listener;
  }

  refresh(): NetworkState {
    this.#open();
    this.#network.refresh?.();
    return this.state;
  }

  // An outage of the internet alone says nothing yet of a target in the LAN.
  async verify(): Promise<void> {
    const network = this.#network;
    const target = this.#open();
    if (target === null || network.state !== 'down') await (network.verify?.() ?? network.check?.());
    if (network.state === 'down') await target?.check();
  }

  reportSuccess(): void {
    this.#network.reportSuccess?.(this.#destination);
  }

  reportFailure(error: unknown): void {
    this.#network.reportFailure?.(error);
  }

  // Of one that has not been asked for nothing else is known than that it goes with the network.
  hasLost(path: LostPath): boolean {
    return this.#target?.hasLost?.(path) ?? true;
  }

  setWaited(waited: boolean): void {
    if (waited === this.#waited) return;
    this.#waited = waited;
    if (waited) return this.#wait();
    this.#waiting?.abort();
    this.#waiting = null;
    this.#cancelLater();
  }

  /** The network is down. */
  onDown(isRepeated: boolean): void {
    if (this.#target === null) this.onUnseenOutage(isRepeated);
  }

  /** An outage of the network is over. */
  onRecovery(): void {
    if (this.#mirrored !== null) this.#mirror();
  }

  /** Has the target itself say how it is, from now on. */
  open(): void {
    this.#open();
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.setWaited(false);
    this.#target?.[Symbol.dispose]();
    this.#target = null;
  }

  #open(): NetworkTarget | null {
    if (this.#target !== null || this.#disposed) return this.#target;
    const target = this.#ask();
    if (target === null) {
      this.#mirror();
      return null;
    }
    this.#target = target;
    const wasMirrored = this.#mirrored !== null;
    this.#mirrored = null;
    this.#last = target.state;
    target.on('state', ({ state }) => this.#onState(state));
    // Nobody was told: until now it was the network's shadow.
    if (wasMirrored || this.#last === 'down') this.#listener({ state: this.#last });
    return target;
  }

  // A monitor that has been stopped throws, and is unknown from then on.
  #ask(): NetworkTarget | null {
    try {
      return this.#network.target?.(this.#destination) ?? null;
    } catch {
      return null;
    }
  }

  // It goes with the network.
  #mirror(): void {
    const { state } = this.#network;
    if (state === this.#mirrored) return;
    this.#mirrored = state;
    this.#listener({ state });
  }

  #onState(state: NetworkState): void {
    const wasInDoubt = this.#last === 'unknown' && this.#network.state !== 'unknown';
    const isNews = state !== this.#last;
    this.#last = state;
    if (isNews) {
      this.#vain = 0;
      this.#cancelLater();
    }
    // It answers now; while nobody knew it may have been out of reach.
    if (wasInDoubt && state === 'up') this.onUnseenOutage(false);
    this.#listener({ state });
    // What is told again leaves a look that is to come where it is.
    if (state !== 'up' && (isNews || this.#later === null)) this.#wait();
  }

  // The wait is held for as long as somebody waits on it: it may be what has the target look for itself.
  #wait(): void {
    const target = this.#waited ? this.#open() : null;
    if (target === null || this.#waiting !== null) return;
    if (isUsable(target.state)) {
      // It tells of its state before it has it, or did not tell.
      if (!isUsable(this.#last)) this.#lookLater();
      return;
    }
    const controller = new AbortController();
    this.#waiting = controller;
    const end = (mayAskAgain: boolean): void => {
      if (this.#waiting !== controller) return;
      this.#waiting = null;
      if (mayAskAgain) this.#look(target);
    };
    const wait = async (): Promise<unknown> => target.waitUntilUsable({ signal: controller.signal });
    // Rejected by us, when the monitor stops, and by a target of one's own for reasons that may pass.
    wait().then(
      () => end(true),
      () => end(this.#network.state !== 'unknown'),
    );
  }

  // Not every target tells of what it has found out for who waits on it.
  #look(target: NetworkTarget): void {
    const { state } = target;
    if (isUsable(state)) this.#onState(state);
    else this.#lookLater();
  }

  // A target of one's own that says at once that it is usable, and is not, or that it can't say, is not asked without end.
  #lookLater(): void {
    const delayMs = this.#vain === 0 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** this.#vain, LONGEST_WAIT_MS);
    this.#vain++;
    const look = (): void => {
      this.#later = null;
      const target = this.#open();
      if (target !== null && isUsable(target.state)) this.#look(target);
      else this.#wait();
    };
    this.#later = this.#clock.setTimer(look, delayMs, { unref: true });
  }

  #cancelLater(): void {
    this.#later?.cancel();
    this.#later = null;
  }
}

function isUsable(state: NetworkState): boolean {
  return state === 'up' || state === 'degraded';
}
