import { expect } from 'chai';
import pRetry, { AbortError, type Options, type RetryContext } from '../../../lib/integrations/p-retry/index.ts';
import { failure, settled } from '../../support/failure.ts';
import { FakeNetwork } from '../../../lib/testing/index.ts';
import { ScriptedNetwork } from '../../support/scripted-network.ts';
import { VirtualTime } from './virtual-time.ts';

describe('netwake/p-retry with a monitor', () => {
  let time: VirtualTime;
  let network: ScriptedNetwork;
  let calls: number[];

  beforeEach(() => {
    time = new VirtualTime();
    network = new ScriptedNetwork();
    calls = [];
  });
  afterEach(() => time[Symbol.dispose]());

  /** Throws what the n-th of them gives, if anything; then succeeds. */
  const input =
    (...steps: Array<() => unknown>) =>
    async (attempt: number): Promise<string> => {
      calls.push(attempt);
      const thrown = steps[calls.length - 1]?.();
      if (thrown !== undefined) throw thrown;
      return 'done';
    };

  const cut = (error: unknown = failure('ECONNRESET')) => {
    network.set('down');
    return error;
  };

  const start = (steps: Array<() => unknown>, options: Options = {}): Promise<string> =>
    pRetry(input(...steps), { monitor: network, ...options });

  it('is not kept from its success, nor from its failure, by a monitor that throws', async () => {
    const broken = (): never => {
      throw new Error('not now');
    };
    Object.assign(network, { reportSuccess: broken, reportFailure: broken });
    expect(await start([])).to.equal('done');
    expect(calls).to.deep.equal([1]);
    const refused = failure('ECONNRESET');
    const rejected = start([(): unknown => undefined, () => refused], { retries: 0 });
    expect(await rejected.catch((error: unknown) => error)).to.equal(refused);
  });

  it('makes the first attempt when the network is there', async () => {
    network.set('down');
    const done = start([]);
    await settled();
    expect([calls, time.pending]).to.deep.equal([[], 0]);
    network.set('degraded');
    expect(await done).to.equal('done');
  });

  it('does not wait while the state is unknown', async () => {
    network.set('unknown');
    expect(await start([])).to.equal('done');
  });

  it('gives an attempt back that failed while it is down, and makes it again at once when it is up, without retries', async () => {
    const told: RetryContext[] = [];
    const done = start([() => cut(), () => cut()], {
      retries: 0,
      onFailedAttempt: (context) => void told.push(context),
    });
    await settled();
    expect(calls).to.deep.equal([1]);
    network.set('up');
    await settled();
    expect(calls).to.deep.equal([1, 1]);
    network.set('up');
    expect(await done).to.equal('done');
    expect([calls, told, time.delaysMs]).to.deep.equal([[1, 1, 1], [], []]);
  });

  it('gives it back whatever it failed with', async () => {
    const done = start([() => cut(new Error('no data'))], { retries: 0 });
    await settled();
    network.set('up');
    expect(await done).to.equal('done');
  });

  it('gives it back when the outage is over already', async () => {
    const error = failure('ECONNRESET');
    const flap = (): Error => {
      network.set('down');
      network.set('up');
      return error;
    };
    expect(await start([flap], { retries: 0 })).to.equal('done');
    // What does not speak of the network has nothing to do with it then.
    const other = new Error('of its own');
    const failed = start([() => undefined, () => (flap(), other)], { retries: 0 });
    expect(await failed).to.equal('done');
    calls = [];
    expect(await start([() => (flap(), other)], { retries: 0 }).catch((thrown: unknown) => thrown)).to.equal(other);
  });

  it('knows what the kernel has said and nobody has read', async () => {
    const done = start([() => ((network.pending = 'down'), failure('EPIPE'))], { retries: 0 });
    await settled();
    expect(network.state).to.equal('down');
    network.set('up');
    expect(await done).to.equal('done');
  });

  it('has the network verified before it counts an error that speaks of it', async () => {
    network.holdVerifications();
    const done = start([() => failure('ETIMEDOUT')], { retries: 0 });
    await settled();
    expect(network.verifications).to.equal(1);
    network.set('down');
    await settled();
    network.set('up');
    expect(await done).to.equal('done');
  });

  it('counts it when that finds the network to be well', async () => {
    const error = failure('ETIMEDOUT');
    expect(await start([() => error], { retries: 0 }).catch((thrown: unknown) => thrown)).to.equal(error);
    expect(network.verifications).to.equal(1);
  });

  it('verifies nothing for an error that does not', async () => {
    const error = failure('ECONNREFUSED');
    expect(await start([() => error], { retries: 0 }).catch((thrown: unknown) => thrown)).to.equal(error);
    expect(network.verifications).to.equal(0);
  });

  it('ends a delay with an outage, and has the next attempt at its end', async () => {
    const done = start([() => new Error('busy')]);
    await settled();
    network.set('down');
    await settled();
    expect(time.pending).to.equal(0);
    await time.advance(5_000);
    expect(calls).to.deep.equal([1]);
    network.set('up');
    expect(await done).to.equal('done');
    expect(calls).to.deep.equal([1, 2]);
  });

  it('does not wait out an outage for a mistake, an AbortError, or what shouldRetry refuses', async () => {
    const error = new RangeError('enough');
    const refusing: Array<[unknown, Options]> = [
      [new TypeError('mistake'), {}],
      [new AbortError(error), {}],
      [error, { shouldRetry: () => false }],
    ];
    for (const [thrown, options] of refusing) {
      network.set('up');
      const failed = start([() => cut(thrown)], { retries: 0, ...options }).catch((reason: unknown) => reason);
      expect(await failed).to.equal(thrown instanceof AbortError ? error : thrown);
      calls = [];
    }
  });

  it('does not count the time of outages against maxRetryTime', async () => {
    const done = start([() => cut()], { maxRetryTime: 1_000 });
    await time.advance(60_000);
    network.set('up');
    await settled();
    expect(await done).to.equal('done');
    calls = [];
    const error = new Error('busy');
    const counted = start([() => cut(), () => error, () => undefined], { maxRetryTime: 1_000, minTimeout: 10 });
    await time.advance(60_000);
    network.set('up');
    await settled();
    await time.advance(10);
    expect(await counted).to.equal('done');
    expect(calls).to.deep.equal([1, 1, 2]);
  });

  for (const phase of ['parked', 'verifying']) {
    it(`ends at once when it is aborted while ${phase}, and leaves nothing behind`, async () => {
      const aborting = new AbortController();
      network.holdVerifications();
      const failed = start([() => (phase === 'parked' ? cut() : failure('ECONNRESET'))], { signal: aborting.signal });
      const outcome = failed.catch((reason: unknown) => reason);
      await settled();
      aborting.abort('enough');
      expect(await outcome).to.equal('enough');
      network.set('up');
      network.answerVerification();
      await settled();
      expect(calls).to.deep.equal([1]);
    });
  }

  it('has one listener on the monitor, however many calls wait', async () => {
    network.set('down');
    const all = Array.from({ length: 1_000 }, () => pRetry(() => 'done', { monitor: network }));
    expect(network.listenerCount('state')).to.equal(1);
    network.set('up');
    expect(new Set(await Promise.all(all))).to.deep.equal(new Set(['done']));
  });

  it('refuses what is no monitor and no duration', async () => {
    for (const options of [{ monitor: {} }, { maxNetworkWait: '-1s' }] as Options[])
      expect(await pRetry(() => 1, options).catch((reason: unknown) => reason)).to.include({
        code: 'ERR_NETWAKE_INVALID_OPTION',
        option: Object.keys(options)[0],
      });
  });

  describe('and a target', () => {
    it('waits out the outages of that, and not the internet’s', async () => {
      const fake = new FakeNetwork('down');
      const lan = fake.target('db.lan:5432');
      lan.up();
      expect(await start([], { monitor: fake, target: 'db.lan:5432' })).to.equal('done');
      lan.down();
      const done = start([], { monitor: fake, target: 'postgres://db.lan/app' });
      await settled();
      fake.up();
      await settled();
      expect(calls).to.have.length(1);
      lan.up();
      expect(await done).to.equal('done');
    });

    it('gives back what failed while that was out of reach, on a network that is well', async () => {
      const fake = new FakeNetwork();
      const lan = fake.target('10.0.0.9:80');
      const lose = (): unknown => {
        lan.down();
        return failure('EHOSTUNREACH');
      };
      const done = start([lose], { monitor: fake, target: 'http://10.0.0.9/', retries: 0 });
      await settled();
      expect(calls).to.deep.equal([1]);
      lan.up();
      expect(await done).to.equal('done');
      expect(calls).to.deep.equal([1, 1]);
    });

    it('never waits for this machine', async () => {
      network.set('down');
      expect(await start([], { target: 'http://localhost:8080/' })).to.equal('done');
    });

    it('goes by the network, where that tells no targets apart', async () => {
      network.set('down');
      const done = start([], { target: 'db.lan' });
      await settled();
      expect(calls).to.deep.equal([]);
      network.set('up');
      expect(await done).to.equal('done');
    });

    it('refuses one that is none', async () => {
      const error = await start([], { target: 'db lan' }).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'target' });
    });
  });
});
