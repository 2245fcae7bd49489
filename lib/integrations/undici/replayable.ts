/** Whether a request body can be sent as often as one likes. What is read while it is sent (a stream, an iterator) can't. */
export function isReplayable(body: unknown): boolean {
  if (body === undefined || body === null || typeof body === 'string') return true;
  if (typeof body !== 'object') return false;
  if (ArrayBuffer.isView(body) || body instanceof ArrayBuffer || body instanceof SharedArrayBuffer) return true;
  // An iterable that is neither may be its own, used up iterator.
  if (Array.isArray(body) || body instanceof URLSearchParams) return true;
  return isBlob(body) || isReplayableForm(body);
}

function isBlob(value: object): boolean {
  // A class of that name by somebody else may read its bytes from anywhere.
  return value instanceof Blob;
}

/** FormData of any undici: texts and blobs, unless somebody has put in a file of his own making, which may be a stream. */
export function isReplayableForm(body: object): body is FormData {
  if (Reflect.get(body, Symbol.toStringTag) !== 'FormData' || !('values' in body)) return false;
  const { values } = body;
  if (typeof values !== 'function') return false;
  const entries = Reflect.apply(values, body, []) as Iterable<unknown>;
  return [...entries].every((value) => typeof value === 'string' || (value instanceof Object && isBlob(value)));
}
