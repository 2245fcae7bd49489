/** Where headers are read from. */
export interface HeaderSource {
  get(name: string): string | null;
}

/** What tells that two answers are of the same bytes. */
export interface Validator {
  readonly header: 'etag' | 'last-modified';
  readonly value: string;
}

/** Without W/, which is for what means the same and may be other bytes (RFC 9110, 8.8.1). */
const STRONG_TAG = /^"[\x21\x23-\x7e\x80-\xff]*"$/;

// A file may change twice in one second: only what was older when it was sent is known by its date (RFC 9110, 8.8.2.2).
const STRONG_AGE_MS = 1_000;

/**
 * What If-Range may be asked with. Null where there is nothing that would do: a weak tag rules the date out too (RFC 9110, 13.1.5).
 */
export function strongValidatorOf(headers: HeaderSource): Validator | null {
  const tag = headers.get('etag');
  if (tag !== null) return STRONG_TAG.test(tag) ? { header: 'etag', value: tag } : null;
  const modified = headers.get('last-modified');
  const ageMs = Date.parse(headers.get('date') ?? '') - Date.parse(modified ?? '');
  return modified !== null && ageMs >= STRONG_AGE_MS ? { header: 'last-modified', value: modified } : null;
}

/** Whether an answer says that it is of other bytes. */
export function contradicts(headers: HeaderSource, validator: Validator): boolean {
  const value = headers.get(validator.header);
  return value !== null && value !== validator.value;
}

/** Whether an answer says that it is of these bytes. */
export function confirms(headers: HeaderSource, validator: Validator): boolean {
  const own = strongValidatorOf(headers);
  return own?.header === validator.header && own.value === validator.value;
}
