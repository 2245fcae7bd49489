/** Deeper chains are cut: an error may be its own cause. */
const DEEPEST = 8;

/** The error, its cause, the cause's cause, and the errors within an AggregateError, outermost first. */
export function causeChain(error: unknown): readonly object[] {
  if (error === null || typeof error !== 'object') return [];
  // Most errors are alone.
  if (Reflect.get(error, 'cause') === undefined && Reflect.get(error, 'errors') === undefined) return [error];
  return [...walk(error)];
}

function* walk(error: object): Generator<object> {
  const pending: unknown[] = [error];
  const seen = new Set<object>();
  for (let next = pending.shift(); seen.size < DEEPEST; next = pending.shift()) {
    if (next !== null && typeof next === 'object' && !seen.has(next)) {
      seen.add(next);
      yield next;
      pending.push(Reflect.get(next, 'cause'));
      const errors: unknown = Reflect.get(next, 'errors');
      if (Array.isArray(errors)) pending.push(...(errors as unknown[]).slice(0, DEEPEST));
    }
    if (pending.length === 0) return;
  }
}

/** `code`, or the name of a negative `errno`. */
export function codeOf(error: object): string | null {
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string') return code;
  const errno: unknown = Reflect.get(error, 'errno');
  if (typeof errno === 'string') return errno;
  // getSystemErrorName refuses what is not a negative integer.
  if (typeof errno !== 'number' || !Number.isInteger(errno) || errno >= 0) return null;
  return process.getBuiltinModule('node:util').getSystemErrorName(errno);
}

/** `name`, or the class's. */
export function nameOf(error: object): string {
  const name: unknown = Reflect.get(error, 'name');
  return typeof name === 'string' ? name : '';
}

/** The HTTP status that an error carries, where fetch wrappers, axios, got and the AWS SDK put it. */
export function statusOf(error: object): number | null {
  for (const holder of [error, Reflect.get(error, 'response'), Reflect.get(error, '$metadata')] as unknown[]) {
    if (holder === null || typeof holder !== 'object') continue;
    for (const key of ['status', 'statusCode', 'httpStatusCode']) {
      const status: unknown = Reflect.get(holder, key);
      if (typeof status === 'number' && status >= 100 && status <= 599) return status;
    }
  }
  return null;
}
