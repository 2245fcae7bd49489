import * as v from 'valibot';
import { describe } from '../errors.ts';
import { nearestName } from '../options.ts';

/** Says what was wanted and what came, for valibot. */
export const mustBe =
  (expected: string) =>
  (issue: v.BaseIssue<unknown>): string =>
    `must be ${expected}; received ${describe(issue.input)}`;

/** A mapping with these keys and no others. Unlike a bare `strictObject`, it takes no list for a mapping. */
export function mapping<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.SchemaWithPipe<
  readonly [
    v.CustomSchema<object, v.ErrorMessage<v.CustomIssue> | undefined>,
    v.StrictObjectSchema<Entries, (issue: v.StrictObjectIssue) => string>,
  ]
> {
  return v.pipe(
    v.custom<object>(isMapping, mustBe('a mapping')),
    v.strictObject(entries, explain(Object.keys(entries))),
  );
}

// By its tag: objects of another realm are mappings too, a Map or a Date is none.
function isMapping(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function explain(known: readonly string[]): (issue: v.StrictObjectIssue) => string {
  return ({ expected, input }) => {
    if (expected !== 'never') return 'is missing';
    const nearest = nearestName(String(input), known);
    return nearest === null
      ? `is not known; the keys here are ${known.join(', ')}`
      : `is not known; did you mean ${nearest}?`;
  };
}
