import type { Effect, HostPath, Machine, MachineEvent, TimerName } from '../../lib/state/machine.ts';
import { initialMachine } from '../../lib/state/machine.ts';
import type { NetworkState, StateCause, StateReason } from '../../lib/state/network-state.ts';
import type { PortalStatus } from '../../lib/state/portal-progress.ts';
import { reduce } from '../../lib/state/reduce.ts';

export const ROUTE: StateCause = Object.freeze({ type: 'route' });
export const PORTAL: StateCause = Object.freeze({ type: 'probe', host: 'portal.example' });
export const PROBE: StateCause = Object.freeze({ type: 'probe' });

/** A usable way by a gateway, or by several. */
export function wayBy(...gateways: string[]): HostPath {
  return { usable: true, reason: 'link-usable', key: gateways.join(' | '), gateways };
}

/** A usable way. Another `key` is another way. */
export function way(key = 'eth0'): HostPath {
  return { usable: true, reason: 'link-usable', key };
}

/** No way, for `reason`. */
export function noWay(reason: StateReason = 'no-route'): HostPath {
  return { usable: false, reason, key: reason };
}

/** Holds a machine and plays the world around it: keeps the probes that are under way, and the timers that are set. */
export class Driver {
  machine: Machine;
  /** Of the last event. */
  effects: readonly Effect[] = [];
  /** Rounds of the probes under way, by host. */
  readonly underWay: number[][];
  readonly armed: Map<TimerName, Extract<Effect, { type: 'arm-timer' }>> = new Map();

  /** Number of the check for a portal that is under way; null when none is. */
  asking: number | null = null;

  constructor(hosts: number, options: { portal?: boolean } = {}) {
    this.machine = initialMachine({ linkOnly: hosts === 0, ...options });
    this.underWay = Array.from({ length: hosts }, () => []);
  }

  /** A driver whose `hosts` hosts all have a way and answered: `up`, no round under way. */
  static up(hosts: number, options: { portal?: boolean } = {}): Driver {
    const driver = new Driver(hosts, options);
    driver.table(Array.from({ length: hosts }, () => way()));
    for (let host = 0; host < hosts; host++) driver.answer(host);
    return driver;
  }

  /** A driver whose hosts have a way and none answers: `down`, in its recovery. */
  static unreachable(hosts: number): Driver {
    const driver = new Driver(hosts);
    driver.table(Array.from({ length: hosts }, () => way()));
    for (let host = 0; host < hosts; host++) driver.fail(host);
    return driver;
  }

  get state(): NetworkState {
    return this.machine.state;
  }

  get reason(): StateReason {
    return this.machine.reason;
  }

  /** Hosts that the last event probed, in order. */
  get probed(): number[] {
    return this.of('probe').map((effect) => effect.host);
  }

  get published(): NetworkState[] {
    return this.of('publish').map((effect) => effect.state);
  }

  of<Type extends Effect['type']>(type: Type): Array<Extract<Effect, { type: Type }>> {
    return this.effects.filter((effect): effect is Extract<Effect, { type: Type }> => effect.type === type);
  }

  table(paths: readonly HostPath[], cause: StateCause = ROUTE): this {
    return this.send({ type: 'table', paths, cause });
  }

  /** The oldest probe under way for `host` is answered. */
  answer(host: number, cause: StateCause = PROBE): this {
    return this.#settle(host, true, cause);
  }

  /** The oldest probe under way for `host` fails. */
  fail(host: number, cause: StateCause = PROBE): this {
    return this.#settle(host, false, cause);
  }

  /** The oldest probe under way for `host` is not answered in time, and goes on. */
  doubt(host: number): this {
    return this.#settle(host, false, PROBE, true);
  }

  /** The check for a portal that is under way has ended. */
  portal(status: PortalStatus): this {
    if (this.asking === null) throw new Error('no check for a portal is under way');
    const check = this.asking;
    this.asking = null;
    return this.send({ type: 'portal', check, status, cause: PORTAL });
  }

  check(): this {
    return this.send({ type: 'check', cause: PROBE });
  }

  gateway(gateway: string, news: 'fails' | 'returns'): this {
    return this.send({ type: 'gateway', gateway, failed: news === 'fails', cause: PROBE });
  }

  /** The timer that is set fires. */
  fire(timer: TimerName): this {
    if (!this.armed.delete(timer)) throw new Error(`the ${timer} timer is not set`);
    return this.send({ type: 'timer', timer });
  }

  send(event: MachineEvent): this {
    const { machine, effects } = reduce(this.machine, event);
    this.machine = machine;
    this.effects = effects;
    for (const effect of effects) this.#perform(effect);
    return this;
  }

  #settle(host: number, reachable: boolean, cause: StateCause, doubtful = false): this {
    const round = this.underWay[host]?.shift();
    if (round === undefined) throw new Error(`no probe of host ${host} is under way`);
    return this.send({ type: 'probe', round, host, reachable, doubtful, cause });
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'probe':
        return void this.underWay[effect.host]!.push(effect.round);
      case 'cancel':
        return void this.underWay[effect.host]!.splice(0);
      case 'arm-timer':
        return void this.armed.set(effect.timer, effect);
      case 'disarm-timer':
        return void this.armed.delete(effect.timer);
      case 'check-portal':
        return void (this.asking = effect.check);
      case 'forget-portal':
        return void (this.asking = null);
      case 'forget-rtts':
      case 'limit':
      case 'publish':
      case 'round-end':
        return;
    }
  }
}
