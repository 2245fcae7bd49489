import * as v from 'valibot';
import { describe } from '../errors.ts';
import { nearestName } from '../options.ts';

/** Says what was wanted and what came, for valibot. */
export const mustBe =
  (expected: string) =>
  (issue: v.BaseIssue<unknown>): string =>
    `must be ${expected}; received ${describe(issue.input)}`;

/** How the refusal of a key begins that is not told itself: it reads on from where the mapping is. */
export const UNTOLD_KEY = 'has a key that is not known';

/**
 * A mapping with these keys and no others. Unlike a bare `strictObject`, it takes no list for a mapping.
 *
 * @param secret  nothing is told of what was received in its place, or among its keys
 */
export function mapping<const Entries extends v.ObjectEntries>(
  entries: Entries,
  { secret = false }: { secret?: boolean } = {},
): v.SchemaWithPipe<
  readonly [
    v.CustomSchema<object, v.ErrorMessage<v.CustomIssue> | undefined>,
    v.StrictObjectSchema<Entries, (issue: v.StrictObjectIssue) => string>,
  ]
> {
  return v.pipe(
    v.custom<object>(isMapping, secret ? 'must be a mapping' : mustBe('a mapping')),
    v.strictObject(entries, explain(Object.keys(entries), secret ? UNTOLD_KEY : 'is not known')),
  );
}

// By its tag: objects of another realm are mappings too, a Map or a Date is none.
function isMapping(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function explain(known: readonly string[], unlike: string): (issue: v.StrictObjectIssue) => string {
  return ({ expected, input }) => {
    if (expected !== 'never') return 'is missing';
    const nearest = nearestName(String(input), known);
    return nearest === null
      ? `${unlike}; the keys here are ${known.join(', ')}`
      : `is not known; did you mean ${nearest}?`;
  };
}
