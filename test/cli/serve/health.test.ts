import { expect } from 'chai';
import { healthOf } from '../../../lib/cli/serve/health.ts';

describe('the health of netwake', () => {
  const since = new Date(0);

  for (const [state, reason] of [
    ['up', 'all-hosts-reachable'],
    ['degraded', 'captive-portal'],
    ['down', 'no-carrier'],
    ['unknown', 'starting'],
  ] as const) {
    it(`is good while the network is ${state}`, () => {
      const { status, body } = healthOf({ state, reason, since });
      expect(status).to.equal(200);
      expect(JSON.parse(body)).to.deep.equal({ status: 'ok', state, reason, since: '1970-01-01T00:00:00.000Z' });
    });
  }

  it('is not when the monitor has failed', () => {
    const { status, body } = healthOf({ state: 'unknown', reason: 'monitor-failed', since });
    expect(status).to.equal(503);
    expect(JSON.parse(body)).to.include({ status: 'failed', reason: 'monitor-failed' });
  });
});
