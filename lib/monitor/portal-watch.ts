import type { Clock } from '../clock.ts';
import { addressFamily } from '../ip.ts';
import type { Probe } from '../probe/contract.ts';
import type { PortalAnswer, PortalClient } from '../probe/portal-contract.ts';
import type { PortalCheckpoint } from '../record/checkpoint.ts';
import type { MachineEvent } from '../state/machine.ts';
import type { PortalProgress } from '../state/portal-progress.ts';
import type { CheckHosts } from './check-hosts.ts';
import { judgePortal } from './judge-portal.ts';
import { hostOfUrl } from './portal-url.ts';
import type { PortalSnapshot } from './snapshot.ts';

type PortalEvent = Extract<MachineEvent, { type: 'portal' }>;

interface WatchSettings {
  readonly captivePortalUrl: string | null;
  readonly checkTimeoutMs: number;
  readonly preferredInterfaces: readonly string[];
}

/** Nothing has answered yet. */
export const PORTAL_UNKNOWN: PortalSnapshot = Object.freeze({
  status: 'unknown',
  checkedAt: null,
  httpStatus: null,
  location: null,
  error: null,
});

/** Asks the URL that a captive portal answers in place of, once at a time, and keeps the last answer. */
export class PortalWatch {
  readonly #settings: WatchSettings;
  readonly #parts: { portal: PortalClient | null; clock: Clock };
  readonly #hosts: CheckHosts;
  readonly #onEvent: (event: PortalEvent) => void;
  #running: Probe | null = null;
  #last: { check: number; answer: PortalAnswer; at: Date } | null = null;

  constructor(
    settings: WatchSettings,
    parts: { portal: PortalClient | null; clock: Clock },
    hosts: CheckHosts,
    onEvent: (event: PortalEvent) => void,
  ) {
    this.#settings = settings;
    this.#parts = parts;
    this.#hosts = hosts;
    this.#onEvent = onEvent;
  }

  /** An older check is given up. */
  check(check: number): void {
    this.#cancel();
    const { captivePortalUrl: url, checkTimeoutMs: timeoutMs } = this.#settings;
    const { portal, clock } = this.#parts;
    if (url === null || portal === null) return;
    this.#running = portal.get({ url, timeoutMs, source: this.#source(addressFamily(hostOfUrl(url))) }, (answer) => {
      this.#running = null;
      this.#last = { check, answer, at: clock.wallNow() };
      const cause = { type: 'probe', host: hostOfUrl(url) } as const;
      this.#onEvent({ type: 'portal', check, status: judgePortal(answer), cause });
    });
  }

  /** What was answered was answered over other ways. */
  forget(): void {
    this.#cancel();
    this.#last = null;
  }

  /** Starts afresh what is under way. */
  relaunch(portal: PortalProgress | null): void {
    if (portal?.pending === true) this.check(portal.check);
  }

  snapshot(portal: PortalProgress | null): PortalSnapshot | null {
    if (portal === null) return null;
    // An outage is announced before what was asked is given up.
    if (this.#last === null || this.#last.check <= portal.forgotten) return PORTAL_UNKNOWN;
    const { answer, at } = this.#last;
    const { httpStatus, location, error } = answer;
    return Object.freeze({ status: portal.status, checkedAt: at, httpStatus, location, error });
  }

  checkpoint(): PortalCheckpoint | null {
    return this.#last === null ? null : { ...this.#last, at: this.#last.at.toISOString() };
  }

  restore(last: PortalCheckpoint | null): void {
    this.#last = last === null ? null : { ...last, at: new Date(last.at) };
  }

  // Which interface is left through is the kernel's choice, unless some are preferred: their address is what can be asked for.
  #source(family: 4 | 6 | null): string | null {
    if (this.#settings.preferredInterfaces.length === 0) return null;
    for (let host = 0; host < this.#hosts.count; host++) {
      const view = this.#hosts.viewOf(host);
      const source = view?.usable === true ? view.source : null;
      if (source === null || /^fe[89ab]/i.test(source)) continue;
      if (family === null || family === addressFamily(source)) return source;
    }
    return null;
  }

  #cancel(): void {
    this.#running?.cancel();
    this.#running = null;
  }
}
