import type { NetworkSnapshot } from '../../monitor/snapshot.ts';
import type { Answer } from './respond.ts';

/**
 * The health of netwake, not of the network: 200 also during an outage, of which the body tells. 503 when the monitor has failed,
 * which only a new process makes up for.
 */
export function healthOf({ state, reason, since }: Pick<NetworkSnapshot, 'state' | 'reason' | 'since'>): Answer {
  const failed = reason === 'monitor-failed';
  const body = { status: failed ? 'failed' : 'ok', state, reason, since };
  return { status: failed ? 503 : 200, type: 'application/json', body: `${JSON.stringify(body)}\n` };
}
