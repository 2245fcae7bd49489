import { expect } from 'chai';
import { retryOptions } from '../../lib/cli/retry-options.ts';
import { Retryer } from '../../lib/retry/index.ts';

describe('where the options of the retryer of a command come from', () => {
  const beneath = { maxAttempts: 3, initialDelay: '2s', jitter: false, waitForNetwork: false } as const;

  it('leaves all to the defaults without flags', () => {
    expect(retryOptions({}, {})).to.deep.equal({});
  });

  it('takes the file', () => {
    expect(retryOptions({}, beneath)).to.deep.equal(beneath);
  });

  it('takes every flag over the file, and the retryer takes them all', () => {
    const options = retryOptions(
      {
        ...{ maxAttempts: Infinity, initialDelay: '1ms', maxDelay: '1m', multiplier: 1.5, jitter: 'full' },
        ...{ attemptTimeout: '3s', maxElapsed: '1h', maxNetworkWait: '2h', waitForNetwork: true },
      },
      beneath,
    );
    expect(options).to.deep.equal({
      ...{ maxAttempts: Infinity, initialDelay: '1ms', maxDelay: '1m', multiplier: 1.5, jitter: 'full' },
      ...{ attemptTimeout: '3s', maxElapsedTime: '1h', maxNetworkWait: '2h', waitForNetwork: true },
    });
    expect(() => new Retryer(options)).not.to.throw();
  });

  it('has no jitter when told so', () => {
    expect(retryOptions({ jitter: 'false' }, {})).to.deep.equal({ jitter: false });
    expect(retryOptions({ jitter: 'true' }, beneath)).to.include({ jitter: true });
  });

  it('watches a network in whose outages the command is to be stopped, whatever the file says', () => {
    expect(retryOptions({ killOnOutage: true }, beneath)).to.include({
      abortOnNetworkDown: true,
      waitForNetwork: true,
    });
    const later = retryOptions({ killOnOutage: '10s' }, beneath);
    expect(later.abortOnNetworkDown).to.deep.equal({ after: '10s' });
  });
});
