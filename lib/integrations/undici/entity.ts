import type { Validator } from './validator.ts';

/** What is downloaded, as its server describes it. */
export interface Entity {
  /** Null: it can't be continued. */
  readonly validator: Validator | null;
  /** Bytes in all; null until the server says so. */
  readonly total: number | null;
}

/** Whether what was known of a file at one time and at another may be of the same bytes. */
export function mayBeSame(one: Entity, other: Entity): boolean {
  const hasOneTag =
    one.validator?.header === other.validator?.header && one.validator?.value === other.validator?.value;
  return hasOneTag && (one.total === null || other.total === null || one.total === other.total);
}
