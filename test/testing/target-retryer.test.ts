import { expect } from 'chai';
import { Retryer, type RetryerOptions, withRetry } from '../../lib/retry/index.ts';
import { FakeNetwork } from '../../lib/testing/index.ts';
import { failure, settled } from '../support/failure.ts';

const DATABASE = 'db.lan:5432';

describe('an operation with a target on a fake network', () => {
  let network: FakeNetwork;
  let parked: string[];

  const make = (options: RetryerOptions = {}): Retryer => {
    const retryer = new Retryer({ monitor: network, jitter: false, ...options }, { clock: network.clock });
    retryer.on('outage', ({ name }) => void parked.push(name));
    return retryer;
  };

  beforeEach(() => {
    network = new FakeNetwork();
    parked = [];
  });

  it('goes on while the internet is away, when the test says that it is in the LAN', async () => {
    network.target(DATABASE).up();
    network.down();
    const far = make().do(() => 'far', { name: 'far', target: 'https://example.org/' });
    expect(await make().do(() => 'near', { name: 'near', target: DATABASE })).to.equal('near');
    await settled();
    expect(parked).to.deep.equal(['far']);
    network.up();
    expect(await far).to.equal('far');
  });

  it('parks when the test takes its way, although the network is up, and loses no attempt', async () => {
    const target = network.target(DATABASE);
    const attempts: number[] = [];
    const done = make({ maxAttempts: 1 }).do(
      ({ attempt, invocation }) => {
        attempts.push(attempt);
        if (invocation > 1) return 'done';
        target.down();
        throw failure('EHOSTUNREACH');
      },
      { name: 'query', target: `postgres://${DATABASE}/app` },
    );
    await network.advance('1h');
    expect([attempts, parked, network.state]).to.deep.equal([[1], ['query'], 'up']);
    target.up();
    expect(await done).to.equal('done');
    expect(attempts).to.deep.equal([1, 1]);
  });

  it('is aborted in flight when its way is taken, and not when only the network’s is', async () => {
    const target = network.target(DATABASE);
    target.up();
    const signals: AbortSignal[] = [];
    const done = make({ maxAttempts: 1, abortOnNetworkDown: true }).do(
      ({ signal, invocation }) => {
        signals.push(signal);
        return invocation === 1 ? new Promise<string>(() => {}) : 'anew';
      },
      { target: DATABASE },
    );
    network.down();
    await settled();
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false]);
    target.down();
    await settled();
    expect(signals[0]?.reason).to.have.property('code', 'ERR_NETWAKE_NETWORK_DOWN');
    target.follow();
    network.up();
    expect(await done).to.equal('anew');
  });

  it('goes with the network unless the test says otherwise', async () => {
    network.down();
    const done = make().do(() => 'done', { name: 'query', target: DATABASE });
    await settled();
    expect(parked).to.deep.equal(['query']);
    network.up();
    expect(await done).to.equal('done');
  });

  it('never parks for this machine', async () => {
    network.down();
    for (const target of ['http://localhost:8080/', '/run/app.sock'])
      expect(await withRetry(() => 'at once', { monitor: network, target })).to.equal('at once');
  });

  it('uses up its attempts on a server that is dead while the network is well', async () => {
    const failing = make({ maxAttempts: 2 }).do(() => Promise.reject(failure('EHOSTUNREACH')), { target: DATABASE });
    const outcome = failing.catch((error: unknown) => error);
    await network.advance('1m');
    expect(await outcome).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
    expect(parked).to.deep.equal([]);
  });
});
