import { createHash, getHashes } from 'node:crypto';
import type { Duration } from '../../duration.ts';
import { InvalidOptionError } from '../../errors.ts';
import { readPositiveDuration, refuseUnknownOptions } from '../../options.ts';
import { RETRYER_OPTIONS, type RetryerOptions } from '../../retry/policy.ts';
import { type AnyFetch, readFetch } from './create-fetch.ts';
import type { PlainFetch } from './fetch-call.ts';
import { readTarget } from './request-policy.ts';

/** How far a download is. */
export interface DownloadProgress {
  /** On the disk, those of an earlier process included. */
  readonly bytes: number;
  /** Null when the server does not say. */
  readonly total: number | null;
}

/** What a file must be. */
export interface Digest {
  /** As OpenSSL calls it: `sha256`, `sha512` and so on. */
  readonly algorithm: string;
  /** In hexadecimal digits. */
  readonly hex: string;
}

/** The options of {@link download}, with those of its retryer. `abortOnNetworkDown` is true unless told. */
export interface DownloadOptions extends Omit<RetryerOptions, 'attemptTimeout'> {
  /** Sends one request, once. Default: `globalThis.fetch`. */
  fetch?: AnyFetch;
  /** For every request. Not Range, If-Range or Accept-Encoding. */
  headers?: NonNullable<ConstructorParameters<typeof Headers>[0]>;
  /** Aborting it rejects with its reason. What there is of the file stays, and the next call goes on with it. */
  signal?: AbortSignal;
  /** Longest that nothing comes before the attempt is a failure. After a second of that the network is verified. Default 30 s. */
  stallTimeout?: Duration;
  /** Checked once everything is there. Default: none, the length alone. */
  digest?: Digest;
  /** Whose outages it waits out: those of the server that the URL names, `origin`, the default; or those of the `network`, with a proxy. */
  target?: 'origin' | 'network';
  /** Called when more has been written. What it throws surfaces as `uncaughtException`. */
  onProgress?: (progress: DownloadProgress) => void;
}

/** Validated, with what is for the retryer apart. */
export interface ReadDownloadOptions {
  readonly fetch: PlainFetch;
  readonly headers: Headers;
  readonly signal: AbortSignal | null;
  readonly stallMs: number;
  readonly digest: Digest | null;
  readonly target: 'origin' | 'network';
  readonly onProgress: ((progress: DownloadProgress) => void) | null;
  readonly retry: RetryerOptions;
}

// undici gives a silent body up after 300 s. A server that thinks for longer than this about a file is rare.
const STALL_MS = 30_000;

const OWN = ['fetch', 'headers', 'signal', 'stallTimeout', 'digest', 'target', 'onProgress'] as const;
// What a download sets by itself.
const RESERVED_HEADERS = ['range', 'if-range', 'accept-encoding'];

/**
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`; UnknownOptionError `ERR_NETWAKE_UNKNOWN_OPTION`
 */
export function readDownloadOptions(options: DownloadOptions): ReadDownloadOptions {
  refuseUnknownOptions('options', options, [...RETRYER_OPTIONS.filter((name) => name !== 'attemptTimeout'), ...OWN]);
  const { fetch, headers, signal, stallTimeout, digest, target, onProgress, ...retry } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new InvalidOptionError('signal', signal, 'an AbortSignal');
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new InvalidOptionError('onProgress', onProgress, 'a function');
  }
  return {
    fetch: readFetch(fetch),
    headers: readHeaders(headers),
    signal: signal ?? null,
    stallMs: readPositiveDuration('stallTimeout', stallTimeout, STALL_MS),
    digest: readDigest(digest),
    target: readTarget(target),
    onProgress: onProgress ?? null,
    retry: { ...retry, abortOnNetworkDown: retry.abortOnNetworkDown ?? true },
  };
}

function readHeaders(given: DownloadOptions['headers']): Headers {
  let headers: Headers;
  try {
    headers = new Headers(given);
  } catch (cause) {
    throw new InvalidOptionError('headers', given, 'what Headers can be made of', { cause });
  }
  const reserved = RESERVED_HEADERS.find((name) => headers.has(name));
  if (reserved !== undefined)
    throw new InvalidOptionError('headers', reserved, 'without what the download sets itself');
  return headers;
}

function readDigest(digest: Digest | undefined): Digest | null {
  if (digest === undefined) return null;
  refuseUnknownOptions('digest', digest, ['algorithm', 'hex']);
  const { algorithm, hex } = digest;
  if (!getHashes().includes(algorithm))
    throw new InvalidOptionError('digest.algorithm', algorithm, 'a hash of node:crypto');
  const digits = createHash(algorithm).digest('hex').length;
  if (typeof hex !== 'string' || hex.length !== digits || !/^[0-9a-f]*$/i.test(hex)) {
    throw new InvalidOptionError('digest.hex', hex, `${digits} hexadecimal digits`);
  }
  return { algorithm, hex: hex.toLowerCase() };
}
