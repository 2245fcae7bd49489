import { isThenable } from '../causes.ts';
import type { Logger } from '../logger.ts';
import { textOf } from './error-text.ts';

/** A line's fields. */
export interface LineFields {
  readonly operation: string;
  readonly attempt: number;
  readonly [field: string]: unknown;
}

/**
 * The caller's logger, as operations use it. One that throws, or whose promise rejects, ends neither an operation nor the
 * process: the first time it becomes a warning of the process.
 */
export class OperationLog {
  readonly #logger: Logger;
  #hasComplained = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  info(fields: LineFields, message: string): void {
    this.#write('info', fields, message);
  }

  warn(fields: LineFields, message: string): void {
    this.#write('warn', fields, message);
  }

  #write(level: 'info' | 'warn', fields: LineFields, message: string): void {
    const complain = (error: unknown): void => this.#complain(level, error);
    try {
      const written: unknown = this.#logger[level](fields, message);
      if (isThenable(written)) written.then(undefined, complain);
    } catch (error) {
      complain(error);
    }
  }

  #complain(level: string, error: unknown): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
    process.emitWarning(`logger.${level} of a Retryer failed: ${textOf(error)}`, { code: 'NETWAKE_LOGGER' });
  }
}
