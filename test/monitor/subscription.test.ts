import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import fc from 'fast-check';
import { type SubscribeOptions, Subscription } from '../../lib/monitor/subscription.ts';
import { thrownBy } from '../support/codes.ts';

describe('a subscription', () => {
  let ended: number;
  let told: number;

  const subscribe = (options: SubscribeOptions = {}): Subscription<number> =>
    new Subscription<number>(
      options,
      () => ended++,
      () => told++,
    );
  /** Everything that is left, up to the end. */
  const rest = async (subscription: Subscription<number>): Promise<number[]> => {
    const items: number[] = [];
    for await (const item of subscription) items.push(item);
    return items;
  };

  beforeEach(() => {
    ended = 0;
    told = 0;
  });

  it('gives what was pushed, in order, then ends', async () => {
    const subscription = subscribe();
    for (const item of [1, 2, 3]) subscription.push(item);
    subscription.end();
    expect(await rest(subscription)).to.deep.equal([1, 2, 3]);
  });

  it('wakes who waits, in the order in which they came', async () => {
    const subscription = subscribe();
    const both = Promise.all([subscription.next(), subscription.next()]);
    subscription.push(1);
    subscription.push(2);
    expect(await both).to.deep.equal([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ]);
    expect(subscription.dropped).to.equal(0);
  });

  it('drops the oldest when the consumer is behind, never the latest, and counts', async () => {
    const subscription = subscribe({ buffer: 2 });
    for (const item of [1, 2, 3, 4, 5]) subscription.push(item);
    expect(subscription.dropped).to.equal(3);
    expect(told).to.equal(3);
    subscription.end();
    expect(await rest(subscription)).to.deep.equal([4, 5]);
  });

  it('keeps 64 by default', async () => {
    const subscription = subscribe();
    for (let item = 0; item < 65; item++) subscription.push(item);
    expect(subscription.dropped).to.equal(1);
  });

  it('gives the last of what was pushed, as many as it keeps, whatever the order of events', async () => {
    const step = fc.constantFrom('push', 'take');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 60 }), async (buffer, steps) => {
        const subscription = subscribe({ buffer });
        const queue: number[] = [];
        const taken: Array<Promise<unknown>> = [];
        const expected: number[] = [];
        let dropped = 0;
        steps.forEach((each, item) => {
          if (each === 'push') {
            subscription.push(item);
            queue.push(item);
            if (queue.length > buffer) dropped += queue.splice(0, 1).length;
          } else if (queue.length > 0) {
            expected.push(queue.shift()!);
            taken.push(subscription.next());
          }
        });
        const results = (await Promise.all(taken)) as Array<IteratorResult<number>>;
        expect(results.map(({ value }) => value as number)).to.deep.equal(expected);
        expect(subscription.dropped).to.equal(dropped);
        subscription.end();
        expect(await rest(subscription)).to.deep.equal(queue);
      }),
    );
  });

  for (const buffer of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '8']) {
    it(`refuses a buffer of ${buffer}`, () => {
      expect(thrownBy(() => subscribe({ buffer: buffer as number }))).to.include({
        code: 'ERR_NETWAKE_INVALID_OPTION',
        option: 'buffer',
      });
    });
  }
});

describe('a subscription ends', () => {
  const make = (options: SubscribeOptions = {}): { subscription: Subscription<number>; ends: () => number } => {
    let ends = 0;
    return { subscription: new Subscription<number>(options, () => ends++), ends: () => ends };
  };

  for (const [how, end] of [
    ['when it is disposed', (subscription: Subscription<number>): void => subscription[Symbol.dispose]()],
    ['when its iteration is left', (subscription: Subscription<number>): void => void subscription.return()],
    ['when the monitor stops', (subscription: Subscription<number>): void => subscription.end()],
  ] as const) {
    it(`${how}, once, and leaves no listener`, async () => {
      const controller = new AbortController();
      const { subscription, ends } = make({ signal: controller.signal });
      const waiting = subscription.next();
      expect(getEventListeners(controller.signal, 'abort')).to.have.length(1);
      end(subscription);
      end(subscription);
      expect(await waiting).to.deep.equal({ done: true, value: undefined });
      expect(await subscription.next()).to.deep.equal({ done: true, value: undefined });
      expect(ends()).to.equal(1);
      expect(getEventListeners(controller.signal, 'abort')).to.have.length(0);
    });
  }

  it('when its signal is aborted, without an error, once what is queued has been taken', async () => {
    const controller = new AbortController();
    const { subscription, ends } = make({ signal: controller.signal });
    subscription.push(1);
    controller.abort(new Error('enough'));
    subscription.push(2);
    const items: number[] = [];
    for await (const item of subscription) items.push(item);
    expect(items).to.deep.equal([1]);
    expect(ends()).to.equal(1);
    expect(getEventListeners(controller.signal, 'abort')).to.have.length(0);
  });

  it('at once when its signal has been aborted already', async () => {
    const { subscription, ends } = make({ signal: AbortSignal.abort() });
    expect(await subscription.next()).to.deep.equal({ done: true, value: undefined });
    expect(ends()).to.equal(1);
  });

  it('when a loop over it breaks, throwing away what is queued', async () => {
    const { subscription } = make();
    for (const item of [1, 2, 3]) subscription.push(item);
    for await (const item of subscription) if (item === 1) break;
    expect(await subscription.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('for all who wait', async () => {
    const { subscription } = make();
    const waiting = Promise.all([subscription.next(), subscription.next()]);
    subscription.end();
    expect((await waiting).map(({ done }) => done)).to.deep.equal([true, true]);
  });

  it('and takes nothing more', () => {
    const { subscription } = make({ buffer: 1 });
    subscription.push(1);
    subscription.end();
    subscription.push(2);
    expect(subscription.dropped).to.equal(0);
  });
});
