/** A Content-Range header (RFC 9110, 14.4), offsets in bytes. */
export interface ContentRange {
  /** First and last byte of what follows; null when the range that was asked for can't be had. */
  readonly span: { readonly first: number; readonly last: number } | null;
  /** Of the whole; null when the server does not know. */
  readonly total: number | null;
}

const GRAMMAR = /^bytes (?:(\d+)-(\d+)|\*)\/(?:(\d+)|\*)$/i;

/** Null for what is not there, makes no sense, or is not in bytes. */
export function parseContentRange(header: string | null): ContentRange | null {
  const match = GRAMMAR.exec(header?.trim() ?? '');
  if (match === null) return null;
  const [first, last, total] = match.slice(1).map((digits) => (digits === undefined ? null : Number(digits)));
  if ([first, last, total].some((each) => typeof each === 'number' && !Number.isSafeInteger(each))) return null;
  if (typeof first !== 'number' || typeof last !== 'number')
    return typeof total === 'number' ? { span: null, total } : null;
  const makesSense = first <= last && (typeof total !== 'number' || last < total);
  return makesSense ? { span: { first, last }, total: total ?? null } : null;
}
