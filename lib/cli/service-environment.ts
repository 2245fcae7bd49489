/** What a service manager has told this process: sd_notify(3), sd_watchdog_enabled(3). */
export interface ServiceEnvironment {
  /** A path, or an abstract name after `@`. */
  readonly socket: string;
  /** It wants a sign of life at least this often; null when it wants none. */
  readonly watchdogMs: number | null;
}

const NAMES = ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID'] as const;

/**
 * Takes it out of the environment: what it says is for this process, and a child that found it would speak in its name. Null
 * when there is no service manager that wants to be told.
 */
export function takeServiceEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
  pid: number = process.pid,
): ServiceEnvironment | null {
  const { NOTIFY_SOCKET: socket = '', WATCHDOG_USEC: microseconds, WATCHDOG_PID: watched } = environment;
  for (const name of NAMES) delete environment[name];
  if (socket === '') return null;
  const isWatched = /^[1-9]\d*$/.test(microseconds ?? '') && (watched === undefined || watched === String(pid));
  return { socket, watchdogMs: isWatched ? Number(microseconds) / 1e3 : null };
}
