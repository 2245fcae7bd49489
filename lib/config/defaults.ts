/** The monitor's defaults, durations in milliseconds. */
export interface MonitorDefaults {
  readonly checkIntervalMs: number;
  readonly checkTimeoutMs: number;
  readonly checkHosts: readonly string[];
  readonly notifyOnChange: boolean;
  readonly enableNetlink: boolean;
  readonly auditIntervalMs: number | null;
  readonly gatewayProbe: boolean;
  readonly preferredInterfaces: readonly string[];
  readonly ignoreInterfaces: readonly string[];
  readonly captivePortalUrl: string | null;
  readonly flapDamping: boolean;
}

/** The figures of `flapDamping: true`, durations in milliseconds. */
export interface FlapDampingDefaults {
  readonly penalty: number;
  readonly suppress: number;
  readonly reuse: number;
  readonly halfLifeMs: number;
  readonly maxSuppressMs: number;
}

/** The retryer's defaults, durations in milliseconds. */
export interface RetryDefaults {
  readonly maxAttempts: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly multiplier: number;
  readonly jitter: boolean;
  readonly waitForNetwork: boolean;
  readonly abortOnNetworkDown: boolean;
  readonly respectRetryAfter: boolean;
}

/** The defaults of a recording. */
export interface RecordDefaults {
  readonly anonymize: boolean;
  readonly maxBytes: number;
}

/** Defaults that a user can see have their only home here: the README's tables are tested against them. */
export const monitorDefaults: MonitorDefaults = Object.freeze({
  checkIntervalMs: 10_000,
  checkTimeoutMs: 5_000,
  // Anycast resolvers of two operators, which answer TCP on ports 53 and 443.
  checkHosts: Object.freeze(['8.8.8.8', '1.1.1.1', '8.8.4.4']),
  notifyOnChange: true,
  enableNetlink: true,
  auditIntervalMs: null,
  gatewayProbe: false,
  preferredInterfaces: Object.freeze([]),
  ignoreInterfaces: Object.freeze([]),
  // Whom to ask for it is the user's choice: it tells that one of every network.
  captivePortalUrl: null,
  flapDamping: false,
});

/**
 * Penalty, reuse, and four half-lives at most, as routers have them (RFC 2439). RFC 7196 has them suppress later, for one change
 * far away reaches a router as many; here one is one, and 3000 means four outages within a half-life. That is half a minute and
 * not a quarter of an hour: a route that is held back has others, and a host has nothing else.
 */
export const flapDampingDefaults: FlapDampingDefaults = Object.freeze({
  penalty: 1_000,
  suppress: 3_000,
  reuse: 750,
  halfLifeMs: 30_000,
  maxSuppressMs: 120_000,
});

export const retryDefaults: RetryDefaults = Object.freeze({
  maxAttempts: 5,
  initialDelayMs: 1_000,
  maxDelayMs: 30_000,
  multiplier: 2,
  jitter: true,
  waitForNetwork: true,
  abortOnNetworkDown: false,
  respectRetryAfter: true,
});

export const recordDefaults: RecordDefaults = Object.freeze({
  anonymize: false,
  // Days of a network in which little happens, hours of a storm.
  maxBytes: 64 * 1024 * 1024,
});
