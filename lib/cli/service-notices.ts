import type { Clock, ClockTimer } from '../clock.ts';
import type { CheckResult } from '../monitor/events.ts';
import type { ReplaceableMonitor } from '../monitor/replaceable-monitor.ts';
import type { StateChange } from '../monitor/snapshot.ts';
import type { NetworkState, StateReason } from '../state/network-state.ts';
import type { ReloadNotices } from './reload.ts';

/**
 * What a service manager is told, and when (sd_notify(3)): READY at the monitor's first decision, whatever that is; STATUS with
 * every change of it, and of its reason at the end of a round; RELOADING and READY around a reload; signs of life as often as
 * it wants them; STOPPING.
 */
export class ServiceNotices implements ReloadNotices {
  readonly #send: (text: string) => void;
  readonly #clock: Clock;
  readonly #signEveryMs: number | null;
  #phase: 'starting' | 'ready' | 'stopping' = 'starting';
  #failed = false;
  #status = '';
  #sign: ClockTimer | null = null;

  /** @param watchdogMs  it wants a sign of life at least this often; null: none */
  constructor(send: (text: string) => void, watchdogMs: number | null, clock: Clock) {
    this.#send = send;
    this.#clock = clock;
    this.#signEveryMs = watchdogMs === null ? null : watchdogMs / 2;
    this.#live();
  }

  listenTo(monitor: ReplaceableMonitor): void {
    monitor.on('state', (change) => this.onState(change));
    monitor.on('check', (result) => this.onCheck(result));
  }

  onState({ state, reason }: Pick<StateChange, 'state' | 'reason'>): void {
    if (this.#phase === 'stopping') return;
    // No signs of life of a monitor that has failed: the manager starts another process.
    this.#failed = reason === 'monitor-failed';
    this.#status = statusOf(state, reason);
    if (this.#phase === 'ready' || state === 'unknown') return this.#send(this.#status);
    this.#phase = 'ready';
    this.#send(`READY=1\n${this.#status}`);
  }

  // The first answer makes it up, and only the end of its round says how many others answer too: that is no change of state.
  onCheck({ state, reason }: Pick<CheckResult, 'state' | 'reason'>): void {
    const status = statusOf(state, reason);
    if (this.#phase !== 'ready' || status === this.#status) return;
    this.#status = status;
    this.#send(status);
  }

  // With this it knows from the first word on which of its requests is meant.
  reloading(): void {
    const microseconds = Math.trunc(this.#clock.now() * 1e3);
    if (this.#phase === 'ready') this.#send(`RELOADING=1\nMONOTONIC_USEC=${microseconds}`);
  }

  reloaded(): void {
    if (this.#phase === 'ready') this.#send('READY=1');
  }

  stopping(): void {
    if (this.#phase === 'stopping') return;
    this.#phase = 'stopping';
    this.#sign?.cancel();
    this.#send('STOPPING=1');
  }

  #live(): void {
    if (this.#signEveryMs === null) return;
    this.#sign = this.#clock.setTimer(
      () => {
        if (!this.#failed) this.#send('WATCHDOG=1');
        this.#live();
      },
      this.#signEveryMs,
      { unref: true },
    );
  }
}

function statusOf(state: NetworkState, reason: StateReason): string {
  return `STATUS=${state} (${reason})`;
}
