import type { Validator } from './validator.ts';

/** What is downloaded, as its server describes it. */
export interface Entity {
  /** Null: it can't be continued. */
  readonly validator: Validator | null;
  /** Bytes in all; null until the server says so. */
  readonly total: number | null;
}
