import { monitorDefaults } from '../config/defaults.ts';
import type { Duration } from '../duration.ts';
import { InvalidOptionError } from '../errors.ts';
import { guardLogger } from '../guarded-logger.ts';
import type { Logger } from '../logger.ts';
import type { DampingSettings } from '../state/damping.ts';
import { readBoolean, readLogger, readPositiveDuration, refuseUnknownOptions } from '../options.ts';
import { type CheckHost, type CheckHostInput, parseCheckHost } from './check-host.ts';
import { type FlapDampingOptions, readFlapDamping } from './flap-damping.ts';
import { parseIgnoredInterface, parseInterfaceName } from './interface-name.ts';
import { parsePortalUrl } from './portal-url.ts';

/** Options of `new NetworkMonitor()`. */
export interface NetworkMonitorOptions {
  /** Time between periodic verifications while nothing else happens. Default 10 s. */
  checkInterval?: Duration;
  /** Upper bound of one probe. Default 5 s. */
  checkTimeout?: Duration;
  /** Hosts to verify by: `'host'`, `'host:port'`, `'[v6]:port'` or objects. Without a port 53 and 443 are raced. `[]` is link-only mode. */
  checkHosts?: readonly CheckHostInput[];
  /** True, the default: `state` fires on changes only. False: after every verification. */
  notifyOnChange?: boolean;
  /** Default true. Off Linux, or where the system denies it, the monitor falls back to polling and says so in `backend`. */
  enableNetlink?: boolean;
  /**
   * Time between audits, in which the view of links and addresses is compared with a fresh dump of the kernel's; drift is
   * counted, logged and repaired. Default: none, for nothing is known that would make it drift.
   */
  auditInterval?: Duration;
  /**
   * True: when no check host answers, their gateways are asked, by a TCP connect to ports 53, 80 and 443. One that answers, or
   * refuses, tells "LAN up, internet down" (`hosts[].gatewayState`) from a gateway that is dead. Default false.
   */
  gatewayProbe?: boolean;
  /** Names of the interfaces that alone count and carry probes; the others are ignored. Default: all. */
  preferredInterfaces?: readonly string[];
  /**
   * Patterns of names (`docker*`, `eth?`) and kinds of links (`kind:veth`) that don't count: `snapshot()` and the events tell
   * nothing of them, and what happens to them doesn't wake the process. Default: none.
   */
  ignoreInterfaces?: readonly string[];
  /** Holds `up` and `degraded` back while the network flaps; `down` never. Default: false. */
  flapDamping?: boolean | FlapDampingOptions;
  /**
   * Plain http: URL that answers 204. When something else answers in its place there is a captive portal, and the state is
   * `degraded` for the reason `captive-portal`. Default: none, and nothing is asked.
   */
  captivePortalUrl?: string;
  /**
   * pino or console shaped. Silent without one. One that throws, or whose promise rejects, changes nothing; the first time it
   * becomes a warning of the process, `NETWAKE_LOGGER`.
   */
  logger?: Logger;
}

/** Validated options, durations in milliseconds. */
export interface MonitorSettings {
  readonly checkIntervalMs: number;
  readonly checkTimeoutMs: number;
  readonly checkHosts: readonly CheckHost[];
  readonly notifyOnChange: boolean;
  readonly enableNetlink: boolean;
  /** Null: none. */
  readonly auditIntervalMs: number | null;
  readonly gatewayProbe: boolean;
  readonly preferredInterfaces: readonly string[];
  readonly ignoreInterfaces: readonly string[];
  /** Null: none. */
  readonly flapDamping: DampingSettings | null;
  /** Null: nobody looks for a captive portal. */
  readonly captivePortalUrl: string | null;
  readonly logger: Logger;
}

const KNOWN: ReadonlyArray<keyof NetworkMonitorOptions> = [
  'checkInterval',
  'checkTimeout',
  'checkHosts',
  'notifyOnChange',
  'enableNetlink',
  'auditInterval',
  'gatewayProbe',
  'preferredInterfaces',
  'ignoreInterfaces',
  'flapDamping',
  'captivePortalUrl',
  'logger',
];

/**
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
 * @throws UnknownOptionError `ERR_NETWAKE_UNKNOWN_OPTION`
 */
export function readMonitorOptions(options: NetworkMonitorOptions): MonitorSettings {
  refuseUnknownOptions('options', options, KNOWN);
  return Object.freeze({
    checkIntervalMs: readPositiveDuration('checkInterval', options.checkInterval, monitorDefaults.checkIntervalMs),
    checkTimeoutMs: readPositiveDuration('checkTimeout', options.checkTimeout, monitorDefaults.checkTimeoutMs),
    checkHosts: list('checkHosts', options.checkHosts, monitorDefaults.checkHosts).map((input, index) =>
      parseCheckHost(`checkHosts[${index}]`, input),
    ),
    notifyOnChange: readBoolean('notifyOnChange', options.notifyOnChange, monitorDefaults.notifyOnChange),
    enableNetlink: readBoolean('enableNetlink', options.enableNetlink, monitorDefaults.enableNetlink),
    auditIntervalMs: readPositiveDuration('auditInterval', options.auditInterval, monitorDefaults.auditIntervalMs),
    gatewayProbe: readBoolean('gatewayProbe', options.gatewayProbe, monitorDefaults.gatewayProbe),
    preferredInterfaces: list(
      'preferredInterfaces',
      options.preferredInterfaces,
      monitorDefaults.preferredInterfaces,
    ).map((name, index) => parseInterfaceName(`preferredInterfaces[${index}]`, name)),
    ignoreInterfaces: list('ignoreInterfaces', options.ignoreInterfaces, monitorDefaults.ignoreInterfaces).map(
      (entry, index) => parseIgnoredInterface(`ignoreInterfaces[${index}]`, entry),
    ),
    flapDamping: readFlapDamping('flapDamping', options.flapDamping ?? monitorDefaults.flapDamping),
    captivePortalUrl:
      options.captivePortalUrl === undefined
        ? monitorDefaults.captivePortalUrl
        : parsePortalUrl('captivePortalUrl', options.captivePortalUrl),
    logger: guardLogger(readLogger(options.logger), 'a NetworkMonitor'),
  });
}

function list(option: string, value: unknown, byDefault: readonly unknown[]): readonly unknown[] {
  if (value === undefined) return byDefault;
  if (!Array.isArray(value)) throw new InvalidOptionError(option, value, 'an array');
  return value;
}
