/** No more of them are looked at: an error may make up its causes as it is asked for them. */
export const MOST_LINKS = 100;

/** A property of whatever was thrown: a getter that throws, or a proxy that refuses, has none. */
export function propertyOf(holder: unknown, key: PropertyKey): unknown {
  if (!isHolder(holder)) return undefined;
  try {
    return (holder as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

export function isHolder(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** A promise, or what is like one. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof propertyOf(value, 'then') === 'function';
}

/** The error, its cause, the cause's cause, and the errors within an AggregateError, outermost first; none twice. */
export function causeChain(error: unknown): readonly object[] {
  if (!isHolder(error)) return [];
  const chain = [error];
  for (let index = 0; index < chain.length; index++) {
    addLink(chain, propertyOf(chain[index], 'cause'));
    for (const within of errorsOf(chain[index]!)) addLink(chain, within);
  }
  return chain;
}

function addLink(chain: object[], link: unknown): void {
  if (link !== undefined && isHolder(link) && chain.length < MOST_LINKS && !chain.includes(link)) chain.push(link);
}

const NONE: readonly unknown[] = [];

/** What an AggregateError, or an error like it, holds. */
export function errorsOf(error: object): readonly unknown[] {
  const errors = propertyOf(error, 'errors');
  if (errors === undefined) return NONE;
  const count = propertyOf(errors, 'length');
  if (typeof errors !== 'object' || typeof count !== 'number') return NONE;
  return Array.from({ length: Math.min(Math.max(0, count), MOST_LINKS) }, (_, index) => propertyOf(errors, index));
}

/** `code`, or the name of a negative `errno`. */
export function codeOf(error: object): string | null {
  const code = propertyOf(error, 'code');
  if (typeof code === 'string') return code;
  const errno = propertyOf(error, 'errno');
  if (typeof errno === 'string') return errno;
  // getSystemErrorName refuses what is not a negative integer of 32 bits.
  if (typeof errno !== 'number' || errno >= 0 || errno !== (errno | 0)) return null;
  return process.getBuiltinModule('node:util').getSystemErrorName(errno);
}

/** `name`, or the class's. */
export function nameOf(error: object): string {
  const name = propertyOf(error, 'name');
  return typeof name === 'string' ? name : '';
}

/** The HTTP status that an error carries, where fetch wrappers, axios, got and the AWS SDK put it. */
export function statusOf(error: object): number | null {
  for (const holder of [error, propertyOf(error, 'response'), propertyOf(error, '$metadata')]) {
    for (const key of ['status', 'statusCode', 'httpStatusCode']) {
      const status = propertyOf(holder, key);
      if (typeof status === 'number' && status >= 100 && status <= 599) return status;
    }
  }
  return null;
}
