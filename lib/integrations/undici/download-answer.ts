import { parseContentRange } from './content-range.ts';
import type { Entity } from './entity.ts';
import { confirms, contradicts, type HeaderSource, strongValidatorOf } from './validator.ts';

/** What was asked for: the rest from `first` on. */
export interface Asked {
  readonly first: number;
  readonly entity: Entity;
  /** Bytes that are there already. All there are makes `first` the last of them. */
  readonly length: number;
}

/**
 * What to do with an answer that is of use.
 *
 * - `begin`: it is the whole, from its first byte: whatever is there goes
 * - `append`: what follows is written behind what is there, but for its first `skip` bytes; `end` is where it ends
 * - `complete`: everything is there
 */
export type Plan =
  | { readonly kind: 'begin'; readonly entity: Entity; readonly end: number | null }
  | { readonly kind: 'append'; readonly entity: Entity; readonly skip: number; readonly end: number | null }
  | { readonly kind: 'complete' };

/** What is there can't be continued, and the answer is no use: the whole must be asked for. */
export interface Anew {
  readonly kind: 'anew';
  /** False where the server got a range wrong: none is asked of it again. */
  readonly ranges: boolean;
}

const COMPLETE: Plan = { kind: 'complete' };
const CHANGED: Anew = { kind: 'anew', ranges: true };
const WRONG: Anew = { kind: 'anew', ranges: false };

/** Reads the answer to a request for the whole. Null for a status that is an error. */
export function planForWhole(status: number, headers: HeaderSource): Plan | null {
  return status === 200 ? begin(headers) : null;
}

/** Reads the answer to a request for the rest. Null for a status that is an error. */
export function planForRest(status: number, headers: HeaderSource, asked: Asked): Plan | Anew | null {
  switch (status) {
    case 200:
      return whole(headers, asked);
    case 206:
      return partial(headers, asked);
    case 416:
      return unsatisfied(headers, asked);
    default:
      return null;
  }
}

// The server does not know ranges, or has other bytes now. With the same tag what is there need not be written once more.
function whole(headers: HeaderSource, { entity, length }: Asked): Plan {
  const fresh = begin(headers);
  if (entity.validator === null || isEncoded(headers) || !confirms(headers, entity.validator)) return fresh;
  const total = fresh.end ?? entity.total;
  if (entity.total !== null && total !== entity.total) return fresh;
  if (total === length) return COMPLETE;
  return { kind: 'append', entity: { validator: entity.validator, total }, skip: length, end: total };
}

function begin(headers: HeaderSource): Plan & { readonly kind: 'begin' } {
  // fetch decodes it: neither the length nor any range speaks of the bytes that come out.
  if (isEncoded(headers)) return { kind: 'begin', entity: { validator: null, total: null }, end: null };
  const total = lengthOf(headers);
  return { kind: 'begin', entity: { validator: strongValidatorOf(headers), total }, end: total };
}

function partial(headers: HeaderSource, { first, entity, length }: Asked): Plan | Anew {
  const range = parseContentRange(headers.get('content-range'));
  if (range?.span?.first !== first || isEncoded(headers)) return WRONG;
  if (entity.validator !== null && contradicts(headers, entity.validator)) return CHANGED;
  const total = range.total ?? entity.total;
  if (entity.total !== null && total !== entity.total) return CHANGED;
  if (total === length) return COMPLETE;
  return { kind: 'append', entity: { validator: entity.validator, total }, skip: 0, end: range.span.last + 1 };
}

// There is nothing behind what is there. That is everything, if it is known to be so long.
function unsatisfied(headers: HeaderSource, { first, entity, length }: Asked): Plan | Anew {
  const total = parseContentRange(headers.get('content-range'))?.total;
  const isOther = entity.validator !== null && contradicts(headers, entity.validator);
  return !isOther && total === length && first === length ? COMPLETE : CHANGED;
}

function lengthOf(headers: HeaderSource): number | null {
  const text = headers.get('content-length');
  return text !== null && /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

function isEncoded(headers: HeaderSource): boolean {
  return !['', 'identity'].includes((headers.get('content-encoding') ?? '').trim().toLowerCase());
}
