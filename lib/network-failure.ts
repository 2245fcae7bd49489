import { verdictOf } from './failure-verdict.ts';

/** Whether an error may mean that the network is gone. A refused connection or an HTTP status does not: somebody answered. */
export function speaksOfNetwork(error: unknown): boolean {
  return verdictOf(error) === 'network';
}
