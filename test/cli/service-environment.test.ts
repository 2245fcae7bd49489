import { expect } from 'chai';
import { takeServiceEnvironment } from '../../lib/cli/service-environment.ts';

describe('what a service manager says in the environment', () => {
  const SOCKET = { NOTIFY_SOCKET: '/run/notify' };

  it('is nothing without a socket', () => {
    for (const environment of [{}, { NOTIFY_SOCKET: '' }, { WATCHDOG_USEC: '1000', WATCHDOG_PID: '7' }]) {
      expect(takeServiceEnvironment(environment, 7)).to.equal(null);
    }
  });

  const watched: Array<[environment: Record<string, string>, watchdogMs: number | null]> = [
    [{}, null],
    [{ WATCHDOG_USEC: '30000000' }, 30_000],
    [{ WATCHDOG_USEC: '1500', WATCHDOG_PID: '7' }, 1.5],
    [{ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '8' }, null],
    [{ WATCHDOG_USEC: '0' }, null],
    [{ WATCHDOG_USEC: '-5' }, null],
    [{ WATCHDOG_USEC: 'soon' }, null],
  ];
  for (const [environment, watchdogMs] of watched) {
    it(`asks for signs of life by ${JSON.stringify(environment)}: ${watchdogMs}`, () => {
      const answer = takeServiceEnvironment({ ...SOCKET, ...environment }, 7);
      expect(answer).to.deep.equal({ socket: '/run/notify', watchdogMs });
    });
  }

  it('is taken out of it', () => {
    const environment = { ...SOCKET, WATCHDOG_USEC: '1', WATCHDOG_PID: '8', HOME: '/' };
    takeServiceEnvironment(environment, 7);
    expect(environment).to.deep.equal({ HOME: '/' });
  });
});
