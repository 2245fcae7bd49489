import { causeChain, codeOf, nameOf, statusOf } from './causes.ts';

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

export function isNetworkCode(code: string): boolean {
  return NETWORK_CODES.has(code);
}

/** Whether an error may mean that the network is gone. A refused connection or an HTTP status does not: somebody answered. */
export function speaksOfNetwork(error: unknown): boolean {
  for (const link of causeChain(error)) {
    if (codeOf(link) === 'ECONNREFUSED' || statusOf(link) !== null) return false;
    if (nameOf(link) === 'TimeoutError' || isNetworkCode(codeOf(link) ?? '')) return true;
  }
  return false;
}
