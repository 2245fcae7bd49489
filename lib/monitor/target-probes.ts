import type { ClockTimer } from '../clock.ts';
import { recoveryDelayMs } from '../probe/schedule.ts';
import type { HostPath } from '../state/machine.ts';
import type { WayTable } from '../table/side-table.ts';
import type { CheckHosts } from './check-hosts.ts';
import { Launcher } from './launcher.ts';
import type { TargetGround } from './target-ground.ts';

/** Whom the probes of a target tell. */
export interface TargetProbesObserver {
  /** @param round  of the probe, as `launch` answered it */
  onOutcome(round: number, reachable: boolean): void;
  /** Its name has addresses, or others than before. */
  onAddresses(): void;
}

/** The probes of one target: single ones, and those on the schedule of the recovery. Fresh sockets each. */
export class TargetProbes {
  /** Of the last probe. */
  round = 0;
  readonly #ground: TargetGround;
  readonly #launcher: Launcher;
  #step = 0;
  #timer: ClockTimer | null = null;

  constructor(ground: TargetGround, hosts: CheckHosts, table: WayTable, observer: TargetProbesObserver) {
    this.#ground = ground;
    this.#launcher = new Launcher(ground.settings, ground, hosts, table, {
      onOutcome: (round, _host, reachable) => observer.onOutcome(round, reachable),
      onAddresses: () => observer.onAddresses(),
    });
  }

  /** Whether there are more to come by themselves. */
  get scheduled(): boolean {
    return this.#timer !== null;
  }

  /** One now. Answers the number of its round. */
  launch(): number {
    const round = ++this.round;
    this.#launcher.launch({ type: 'probe', round, host: 0, attempt: 'recovery', step: 0 });
    return round;
  }

  /** From the beginning of the schedule. */
  restart(): void {
    this.unschedule();
    this.#step = 0;
    this.#next();
  }

  unschedule(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** A name of which no address has a way any more is looked up again, for as long as this is the way to it. */
  follow(paths: readonly HostPath[]): void {
    this.#launcher.follow(paths);
  }

  /** Gives up what goes over a way that is no more. */
  dropStale(): void {
    this.#launcher.dropStale();
  }

  /** Gives up what is under way. */
  cancel(): void {
    this.unschedule();
    this.#launcher.cancel(0);
  }

  close(): void {
    this.unschedule();
    this.#launcher.close();
  }

  // The timer stands before the probe goes out: what fails at once may well have the schedule ended.
  #next(): void {
    const { clock, random, settings } = this.#ground;
    this.#step++;
    const delayMs = recoveryDelayMs(this.#step, settings.checkIntervalMs, random());
    this.#timer = clock.setTimer(() => this.#next(), delayMs, { unref: true });
    this.launch();
  }
}
