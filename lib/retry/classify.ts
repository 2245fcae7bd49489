import { verdictOf } from '../failure-verdict.ts';

/**
 * The default classification: whether another attempt may help. By code, errno, name and HTTP status, up the chain of causes,
 * as the tables of `lib/failure-table.ts` say; marks are for the Judge. What says nothing is not retried.
 *
 * @param isDown  the network is: what a route forbids then is its doing
 */
export function classify(error: unknown, isDown = false): boolean {
  const verdict = verdictOf(error);
  return verdict === 'network' || verdict === 'service' || (verdict === 'barred' && isDown);
}
