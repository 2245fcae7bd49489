import { once } from 'node:events';
import { expect } from 'chai';
import { type OutageEvent, Retryer } from '../../../lib/index.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { concerns, NETLINK_EVENTS } from '../support/backend.ts';
import { connectFailure } from './failures.ts';

// A VPN's kill switch is such a route. Polling learns of it up to a second later than the operation.
concerns(NETLINK_EVENTS, 'polling has nothing pending that an operation could ask for').describe(
  'an operation of one attempt, where a route forbids the way',
  () => {
    for (const [type, code] of [
      ['prohibit', 'EACCES'],
      ['blackhole', 'EINVAL'],
    ] as const) {
      it(`survives an outage by a ${type} route, which fails it with ${code}`, async () => {
        await using lab = await Lab.connected();
        await using monitor = new NetworkMonitor({ checkHosts: ['8.8.8.8:53'] });
        await monitor.start();
        const retryer = new Retryer({ monitor, maxAttempts: 1 });
        const outage = once(retryer, 'outage') as Promise<[OutageEvent]>;
        const done = retryer.do(async ({ invocation }) => {
          if (invocation > 1) return 'survived';
          await lab.host.run(`ip route add ${type} 8.8.8.8`);
          throw await connectFailure();
        });
        const [{ error }] = await outage;
        expect(monitor.state).to.equal('down');
        await lab.host.run('ip route del 8.8.8.8');
        expect(await done).to.equal('survived');
        expect(error).to.have.property('code', code);
      });
    }
  },
);
