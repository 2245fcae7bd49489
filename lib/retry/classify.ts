import { causeChain, codeOf, nameOf, statusOf } from './causes.ts';
import { markOf } from './marks.ts';

/** Failures that may be the network's own: they are verified before they count. */
const NETWORK_CODES = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_SOCKET',
  'ERR_NETWAKE_ATTEMPT_TIMEOUT',
  'ERR_NETWAKE_NETWORK_DOWN',
]);

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
  return word !== null && (NETWORK_CODES.has(word) || SERVICE_CODES.has(word));
}

/** Whether an error may mean that the network is gone. A refused connection or an HTTP status does not: somebody answered. */
export function speaksOfNetwork(error: unknown): boolean {
  for (const link of causeChain(error)) {
    if (codeOf(link) === 'ECONNREFUSED' || statusOf(link) !== null) return false;
    if (nameOf(link) === 'TimeoutError' || NETWORK_CODES.has(codeOf(link) ?? '')) return true;
  }
  return false;
}
