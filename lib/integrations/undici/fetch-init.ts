import { isReplayableForm } from './replayable.ts';

/** The members of an init of fetch, by name. */
export type FetchInit = Record<string, unknown>;

/** By their names, for a Request will do as `init`, and has them as getters. What else there is of an init is its own. */
const MEMBERS = [
  ...['method', 'headers', 'body', 'signal', 'redirect', 'duplex', 'dispatcher', 'keepalive', 'priority'],
  ...['mode', 'credentials', 'cache', 'referrer', 'referrerPolicy', 'integrity', 'window'],
] as const;

/** An init as it is now: whatever its owner does with its headers and its body after the call, fetch has read them. */
export function readInit(init: object | undefined): FetchInit {
  const read: FetchInit = { ...init };
  if (init === undefined || init === null) return read;
  for (const member of MEMBERS) {
    const value: unknown = Reflect.get(init, member);
    if (value !== undefined) read[member] = value;
  }
  // As if they were not there, which is what fetch takes them for.
  for (const member of Object.keys(read)) if (read[member] === undefined) delete read[member];
  if ('headers' in read) read['headers'] = copyOfHeaders(read['headers']);
  if ('body' in read) read['body'] = copyOfBody(read['body']);
  return read;
}

/** Headers in any of the forms that fetch takes. One that can be read only once is read here. */
export function copyOfHeaders(headers: unknown): unknown {
  if (headers === null || typeof headers !== 'object') return headers;
  // By their own class, which knows how each name was spelt, and tells that to its fetch only.
  if (Reflect.get(headers, Symbol.toStringTag) === 'Headers' && baseOf(headers) === headers.constructor)
    return Reflect.construct(headers.constructor, [headers]);
  if (isIterable(headers)) return Array.from(headers, (pair) => (isIterable(pair) ? [...pair] : pair));
  return { ...headers };
}

// Only what its owner can change, and is not used up by being read.
function copyOfBody(body: unknown): unknown {
  if (body === null || typeof body !== 'object') return body;
  if (body instanceof ArrayBuffer || body instanceof SharedArrayBuffer) return body.slice(0);
  if (ArrayBuffer.isView(body)) {
    const { buffer, byteOffset, byteLength } = body;
    return new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength));
  }
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  return isReplayableForm(body) ? copyOfForm(body) : body;
}

// By its own class, for a fetch knows no other; what somebody has derived from that may be made of anything.
function copyOfForm(form: FormData): FormData {
  const copy = Reflect.construct(baseOf(form), []) as FormData;
  for (const [name, value] of form) copy.append(name, value as string);
  return copy;
}

// What its class is derived from at last. That of another realm comes from a Function.prototype that is not ours; none has a
// prototype to give to what it would make.
function baseOf(value: object): () => unknown {
  let base = value.constructor as () => unknown;
  for (let parent: unknown = base; typeof parent === 'function' && Object.hasOwn(parent, 'prototype');) {
    base = parent as () => unknown;
    parent = Object.getPrototypeOf(parent);
  }
  return base;
}

// A text has characters to iterate over, and is no pair of name and value.
function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
