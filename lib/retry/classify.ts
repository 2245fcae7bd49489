import { causeChain, codeOf, nameOf, statusOf } from '../causes.ts';
import { isNetworkCode } from '../network-failure.ts';
import { markOf } from './marks.ts';

/** Failures of a server or service that another attempt may get past. The host answered, so the network is not suspected. */
const SERVICE_CODES = new Set([
  'ECONNREFUSED',
  'ThrottlingException',
  'SlowDown',
  'RequestTimeout',
  'RequestLimitExceeded',
  'TooManyRequests',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'TransactionInProgressException',
  'InternalError',
  'ServiceUnavailable',
]);

/** Statuses that say "later" (RFC 9110, 15.5 and 15.6; RFC 6585; RFC 8470). */
const RETRYABLE_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * The default classification: whether another attempt may help. By mark, code, errno, name and HTTP status, up the chain
 * of causes; the outermost link that says something decides. Text is never looked at. What says nothing is not retried.
 */
export function classify(error: unknown): boolean {
  for (const link of causeChain(error)) {
    const verdict = markOf(link) ?? judge(link);
    if (verdict !== undefined) return verdict;
  }
  return false;
}

function judge(link: object): boolean | undefined {
  const code = codeOf(link);
  const name = nameOf(link);
  if (name === 'AbortError') return false;
  if (name === 'TimeoutError' || isKnown(code) || isKnown(name)) return true;
  const status = statusOf(link);
  return status === null || status < 400 ? undefined : RETRYABLE_STATUSES.has(status);
}

function isKnown(word: string | null): boolean {
  return word !== null && (isNetworkCode(word) || SERVICE_CODES.has(word));
}
