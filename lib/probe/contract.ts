/** One address and port to connect to. */
export interface ProbeTarget {
  family: 4 | 6;
  /** Literal address. A link-local IPv6 address needs `interface`. */
  address: string;
  port: number;
  /** Name of the interface to leave through (SO_BINDTODEVICE); null leaves the choice to the kernel. */
  interface: string | null;
  /** Milliseconds until the probe is given up with `ETIMEDOUT`. */
  timeoutMs: number;
}

/** How a probe ended. ECONNREFUSED is not judged here: an answer is an answer, and the caller says what it means. */
export interface ProbeOutcome {
  /** errno name such as `'ECONNREFUSED'`, or null when the connection was established. */
  error: string | null;
  /** Milliseconds with a fraction from connect(2) to the answer, by CLOCK_MONOTONIC; null when nothing answered. */
  rttMs: number | null;
  /** Local address that the kernel chose, or null when it never did. */
  source: string | null;
  /** It was to leave through an interface and was not bound to it, for that was refused or can't be: it left as the routing table says. */
  unbound?: true;
}

/** A probe under way. */
export interface Probe {
  /** Closes the socket; the outcome is never delivered after this. Calling it again, or late, is fine. */
  cancel(): void;
}

/** Makes non-blocking connects, any number at once. */
export interface Prober {
  readonly kind: 'native' | 'socket';
  /** Starts a probe. `onOutcome` is called exactly once, never before `probe` has returned, unless cancelled first. Never throws for a bad network. */
  probe(target: ProbeTarget, onOutcome: (outcome: ProbeOutcome) => void): Probe;
  /** Whether probes under way keep the process alive. They do until `unref()`. */
  ref(): void;
  unref(): void;
  /** Cancels everything. Idempotent. */
  close(): void;
}
