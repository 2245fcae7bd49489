import type { LinkEvent, NetworkMonitor, NetworkState, StateChange } from '../../../lib/index.ts';

/** Longer than anything here takes; a test that gets near it has failed. */
const BOUND_MS = 10_000;

/** The monitor's changes from now on, in order. */
export class StateLog implements Disposable {
  readonly changes: StateChange[] = [];
  readonly #monitor: NetworkMonitor;
  readonly #listener = (change: StateChange): void => void this.changes.push(change);

  constructor(monitor: NetworkMonitor) {
    this.#monitor = monitor;
    monitor.on('state', this.#listener);
  }

  get states(): NetworkState[] {
    return this.changes.map((change) => change.state);
  }

  [Symbol.dispose](): void {
    this.#monitor.off('state', this.#listener);
  }
}

/** Resolves when the kernel announces a carrier on this interface. */
export function carrierOf(monitor: NetworkMonitor, name: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (event: LinkEvent): void => {
      if (event.interface !== name || event.current?.carrier !== true) return;
      monitor.off('link', look);
      resolve();
    };
    monitor.on('link', look);
  });
}

/** Resolves when the monitor is, or becomes, `state` (and `reason`, if given). */
export function reaches(monitor: NetworkMonitor, state: NetworkState, reason?: string): Promise<void> {
  const isThere = (): boolean =>
    monitor.state === state && (reason === undefined || monitor.snapshot().reason === reason);
  if (isThere()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const events = ['state', 'path', 'link', 'address', 'check'] as const;
    const finish = (error: Error | null): void => {
      clearTimeout(timer);
      for (const event of events) monitor.off(event, look);
      if (error === null) resolve();
      else reject(error);
    };
    const look = (): void => {
      if (isThere()) finish(null);
    };
    const tell = (): void =>
      finish(new Error(`expected ${state}/${reason ?? 'any'}, still ${monitor.state}/${monitor.snapshot().reason}`));
    const timer = setTimeout(tell, BOUND_MS);
    for (const event of events) monitor.on(event, look);
  });
}
