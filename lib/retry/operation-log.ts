import { guardLogger } from '../guarded-logger.ts';
import type { Logger } from '../logger.ts';

/** A line's fields. */
export interface LineFields {
  readonly operation: string;
  readonly attempt: number;
  readonly [field: string]: unknown;
}

/** The caller's logger, as operations use it: what becomes of a line ends none of them. */
export class OperationLog {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = guardLogger(logger, 'a Retryer');
  }

  info(fields: LineFields, message: string): void {
    this.#logger.info(fields, message);
  }

  warn(fields: LineFields, message: string): void {
    this.#logger.warn(fields, message);
  }
}
