import type { Probe } from './contract.ts';

/** One GET of the URL that a captive portal answers in place of. */
export interface PortalRequest {
  /** http: only. */
  url: string;
  /** Local address to leave from; null leaves the choice to the kernel. */
  source: string | null;
  /** Milliseconds until the request is given up with `ETIMEDOUT`. */
  timeoutMs: number;
}

/** How it was answered. */
export interface PortalAnswer {
  /** Null when it was answered; otherwise what went wrong: an errno name, a DNS error, or what was wrong with the HTTP. */
  error: string | null;
  /** Status code; null when none came. */
  httpStatus: number | null;
  /** Nothing but headers came. */
  empty: boolean;
  /** Where a redirect leads to, as it was sent. */
  location: string | null;
}

/** Asks whether HTTP arrives where it was sent to. */
export interface PortalClient {
  /** `onAnswer` is called exactly once, never before `get` has returned, unless cancelled first. Never throws for a bad network. */
  get(request: PortalRequest, onAnswer: (answer: PortalAnswer) => void): Probe;
}
