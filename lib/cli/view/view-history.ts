import type { Clock } from '../../clock.ts';
import type { CheckResult } from '../../monitor/events.ts';
import type { ReplaceableMonitor } from '../../monitor/replaceable-monitor.ts';
import type { HostSnapshot, StateChange } from '../../monitor/snapshot.ts';
import { isUsableState } from '../../state/network-state.ts';
import { stateRecord } from '../watch-record.ts';
import type { Arrivals } from './arrivals.ts';
import type { Sample } from './sparkline.ts';
import type { Transition, ViewModel } from './view-model.ts';

// As many as a wide and high screen shows.
const KEPT_SAMPLES = 200;
const KEPT_TRANSITIONS = 100;

interface HostHistory {
  checkedAt: number;
  readonly samples: Sample[];
}

/** What a view shows beside the monitor's snapshot: what there was before. */
export class ViewHistory {
  readonly #monitor: ReplaceableMonitor;
  readonly #clock: Clock;
  readonly #arrivals: Arrivals;
  readonly #transitions: Transition[] = [];
  #hosts = new Map<string, HostHistory>();
  /** Since when the state has been what it is, by the monotonic clock. */
  #sinceMs: number;
  /** When the kernel told that there is a way again; null when it has not since the last change. */
  #wayAtMs: number | null = null;
  note: string | null = null;

  /** Begins with the start of the monitor. `onChange`: there may be something else to be seen. */
  constructor(monitor: ReplaceableMonitor, clock: Clock, arrivals: Arrivals, onChange: () => void) {
    this.#monitor = monitor;
    this.#clock = clock;
    this.#arrivals = arrivals;
    this.#sinceMs = clock.now();
    // The state first: how long it took is the time until its listener is told, not until a view has looked at it.
    monitor.on('state', (change) => this.#onState(change));
    monitor.on('path', ({ usable }) => this.#onWay(usable));
    monitor.on('check', (result) => this.#onCheck(result));
    // The monotonic clock stands still while the machine sleeps.
    monitor.on('wake', ({ sleptMs }) => void (this.#sinceMs -= sleptMs));
    for (const event of ['state', 'path', 'check', 'wake', 'link', 'address', 'resync'] as const)
      monitor.on(event, onChange);
  }

  /** As of now. */
  model(): ViewModel {
    const snapshot = this.#monitor.snapshot();
    const samples = snapshot.hosts.map((host, index) => this.#hosts.get(keyOf(host, index))?.samples ?? []);
    const ageMs = this.#clock.now() - this.#sinceMs;
    return { snapshot, ageMs, samples, transitions: this.#transitions, note: this.note };
  }

  #onState(change: StateChange): void {
    // Without notifyOnChange every round is told.
    if (change.state === change.previous) return;
    const nowMs = this.#clock.now();
    const beganMs = this.#beganMs(change);
    const { at, state, reason } = change;
    const tookMs = beganMs === null ? null : nowMs - beganMs;
    this.#transitions.unshift({ at, state, reason, interface: stateRecord(change).interface, tookMs });
    this.#transitions.length = Math.min(this.#transitions.length, KEPT_TRANSITIONS);
    this.#sinceMs = nowMs;
    this.#wayAtMs = null;
  }

  // What is found by probes alone, such as a firewall that drops, began at a time of which nothing has told.
  #beganMs({ state, previous }: StateChange): number | null {
    const isFirst = this.#transitions.length === 0;
    if (isFirst) return this.#sinceMs;
    if (this.#arrivals.atMs !== null) return this.#arrivals.atMs;
    return isUsableState(state) && !isUsableState(previous) ? this.#wayAtMs : null;
  }

  #onWay(usable: boolean): void {
    if (usable) this.#wayAtMs ??= this.#arrivals.atMs ?? this.#clock.now();
    else this.#wayAtMs = null;
  }

  #onCheck({ state, reason, hosts }: CheckResult): void {
    // The first answer makes it up, and only the end of its round says how many others answer too.
    const [last] = this.#transitions;
    if (last?.state === 'up' && state === 'up') this.#transitions[0] = { ...last, reason };
    const before = this.#hosts;
    // Hosts that a reload has done away with are forgotten.
    this.#hosts = new Map();
    for (const [index, host] of hosts.entries()) {
      const key = keyOf(host, index);
      const history = before.get(key) ?? { checkedAt: Number.NaN, samples: [] };
      this.#hosts.set(key, history);
      addSample(history, host);
    }
  }
}

function addSample(history: HostHistory, { checkedAt, reachable, rttMs }: HostSnapshot): void {
  const at = checkedAt?.getTime() ?? Number.NaN;
  if (Number.isNaN(at) || at === history.checkedAt) return;
  history.checkedAt = at;
  history.samples.push(reachable === true ? rttMs : null);
  if (history.samples.length > KEPT_SAMPLES) history.samples.shift();
}

// The port of one that has two of them is the one that answered last.
function keyOf({ host }: HostSnapshot, index: number): string {
  return `${index} ${host}`;
}
