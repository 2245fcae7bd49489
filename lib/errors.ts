/**
 * Every error that netwake makes carries a stable `code` that starts with `ERR_NETWAKE_`.
 * Match on the code: it survives two copies of the package in one process, `instanceof` does not.
 */
export class NetwakeError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** `ERR_NETWAKE_INVALID_OPTION`: an option has a value that it can't have. Names both. */
export class InvalidOptionError extends NetwakeError {
  readonly option: string;
  readonly received: unknown;
  /** What the value should have been: reads on from "must be". */
  readonly expected: string;

  constructor(option: string, received: unknown, expected: string, options?: ErrorOptions) {
    super('ERR_NETWAKE_INVALID_OPTION', `${option} must be ${expected}; received ${describe(received)}`, options);
    this.option = option;
    this.received = received;
    this.expected = expected;
  }
}

/** `ERR_NETWAKE_UNKNOWN_OPTION`: an option that does not exist, with the nearest that does. */
export class UnknownOptionError extends NetwakeError {
  readonly option: string;
  readonly suggestion: string | null;

  constructor(option: string, suggestion: string | null) {
    super(
      'ERR_NETWAKE_UNKNOWN_OPTION',
      `unknown option ${option}` + (suggestion === null ? '' : `; did you mean ${suggestion}?`),
    );
    this.option = option;
    this.suggestion = suggestion;
  }
}

/** Where in a configuration file something is wrong. Lines and columns count from 1; null when the file as a whole is meant. */
export interface ConfigPlace {
  file: string;
  line: number | null;
  column: number | null;
}

/** `ERR_NETWAKE_CONFIG`: a configuration that is refused. The message starts with `FILE:LINE:COLUMN: ` when it came from a file. */
export class ConfigError extends NetwakeError {
  /** Null when the configuration was an object. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** What is wrong, without where: the message but for its beginning. */
  readonly problem: string;

  constructor(place: ConfigPlace | null, problem: string, options?: ErrorOptions) {
    const { file = null, line = null, column = null } = place ?? {};
    const prefix = [file, line, column].filter((part) => part !== null).map((part) => `${part}:`);
    super('ERR_NETWAKE_CONFIG', prefix.length === 0 ? problem : `${prefix.join('')} ${problem}`, options);
    this.file = file;
    this.line = line;
    this.column = column;
    this.problem = problem;
  }
}

/** `ERR_NETWAKE_STATE`: a call that the object's present state does not allow, such as a second `start()`. */
export class StateError extends NetwakeError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_NETWAKE_STATE', message, options);
  }
}

/** `ERR_NETWAKE_STOPPED`: the monitor was stopped while somebody waited on it. */
export class StoppedError extends NetwakeError {
  constructor(message = 'the network monitor has been stopped') {
    super('ERR_NETWAKE_STOPPED', message);
  }
}

/** `ERR_NETWAKE_TIMEOUT`: a bounded wait ended before the network became usable. */
export class WaitTimeoutError extends NetwakeError {
  constructor(message: string) {
    super('ERR_NETWAKE_TIMEOUT', message);
  }
}

/** `ERR_NETWAKE_NETLINK`: a netlink system call was refused; `syscall` and `errno` say which and why. */
export class NetlinkError extends NetwakeError {
  readonly syscall: string;
  readonly errno: string;

  constructor(syscall: string, errno: string, options?: ErrorOptions) {
    super('ERR_NETWAKE_NETLINK', `${syscall} on a netlink socket failed: ${errno}`, options);
    this.syscall = syscall;
    this.errno = errno;
  }
}

/** `ERR_NETWAKE_RECORDING`: a recording that can't be read. The message starts with `FILE:LINE: `. */
export class RecordingError extends NetwakeError {
  readonly file: string;
  /** Counts from 1; null when the file as a whole is meant. */
  readonly line: number | null;

  constructor(file: string, line: number | null, message: string, options?: ErrorOptions) {
    super('ERR_NETWAKE_RECORDING', `${file}:${line === null ? '' : `${line}:`} ${message}`, options);
    this.file = file;
    this.line = line;
  }
}

/** A received value in one short line, safe for any input. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${printable(value.length > 80 ? `${value.slice(0, 77)}...` : value)}'`;
  if (typeof value === 'function') return `function ${nameOf(value) || '(anonymous)'}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value !== null && typeof value === 'object') return `an instance of ${classOf(value) || 'Object'}`;
  return printable(String(value));
}

// Of its prototype: an object of somebody's data may have a constructor of its own, which is anything.
function classOf(value: object): string {
  return nameOf((Object.getPrototypeOf(value) as { constructor?: unknown } | null)?.constructor);
}

function nameOf(maker: unknown): string {
  const { name } = (maker ?? {}) as { name?: unknown };
  return typeof name === 'string' ? printable(name) : '';
}

/** A text in one line: with escapes for what ends lines, and for what a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => {
    const escaped = JSON.stringify(character).slice(1, -1);
    return escaped === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : escaped;
  });
}

/** What was thrown, as an error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
