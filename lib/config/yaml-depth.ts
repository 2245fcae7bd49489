import { type CST, Parser } from 'yaml';

// Far more than a configuration has, and far less than the stack that its composer uses up: where that ends, in the middle of a
// regular expression, Node aborts.
const DEEPEST = 64;

type Token = CST.Token;

/** Where a text nests deeper than any configuration does, or null. Looks at it without recursion; tells of its lines on the way. */
export function offsetTooDeep(text: string, onLine: (offset: number) => void): number | null {
  for (const token of new Parser(onLine).parse(text)) {
    const pending: Array<{ token: Token; depth: number }> = [{ token, depth: 0 }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { token, depth } = next;
      if (depth > DEEPEST) return 'offset' in token ? token.offset : 0;
      for (const inner of within(token)) pending.push({ token: inner, depth: depth + 1 });
    }
  }
  return null;
}

function within(token: Token): Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  const items: CST.CollectionItem[] = token.items;
  return items.flatMap(({ key, value }) => [key, value]).filter((inner) => inner !== undefined && inner !== null);
}
