import { expect } from 'chai';
import type { CheckResult } from '../../lib/monitor/events.ts';
import { ChannelListeners } from '../support/channels.ts';
import { FakeWorld, settled } from '../support/fake-monitor.ts';
import { uncaughtExceptions } from '../support/uncaught.ts';

describe('netwake:state', () => {
  it('has what state listeners get, after them, after the subscriptions and after who waits', async () => {
    const world = await FakeWorld.up();
    const subscription = world.monitor.subscribe();
    const order: string[] = [];
    const messages: unknown[] = [];
    using _listeners = new ChannelListeners().add('netwake:state', (message) => {
      messages.push(message);
      order.push('channel');
    });
    world.monitor.on('state', () => void order.push('listener'));
    world.monitor.on('state', () => void order.push('another listener'));
    const next = subscription.next();
    world.cut();
    expect(order).to.deep.equal(['listener', 'another listener', 'channel']);
    expect(messages).to.have.length(1);
    expect(messages[0]).to.equal(world.changes[0]);
    expect((await next).value).to.equal(messages[0]);
  });

  it('has the snapshot of the change, though it is made on demand', async () => {
    const world = await FakeWorld.up();
    const states: unknown[] = [];
    using _listeners = new ChannelListeners().add('netwake:state', (message) => {
      states.push((message as { snapshot: { state: unknown } }).snapshot.state);
    });
    world.cut();
    expect(states).to.deep.equal(['down']);
  });

  it('has the changes of every monitor of the process', async () => {
    const [one, other] = [await FakeWorld.up(), await FakeWorld.up()];
    const messages: unknown[] = [];
    using _listeners = new ChannelListeners().add('netwake:state', (message) => void messages.push(message));
    one.cut();
    other.cut();
    expect(messages).to.deep.equal([one.changes[0], other.changes[0]]);
  });

  it('surfaces what a subscriber throws, and disturbs nobody', async () => {
    const world = await FakeWorld.up();
    const error = new Error('of a subscriber');
    using _listeners = new ChannelListeners().add('netwake:state', () => {
      throw error;
    });
    expect(await uncaughtExceptions(() => world.cut())).to.deep.equal([error]);
    expect(world.monitor.state).to.equal('down');
  });
});

describe('netwake:check', () => {
  it('has what check listeners get, after them', async () => {
    const world = await FakeWorld.up();
    const order: Array<[string, unknown]> = [];
    using _listeners = new ChannelListeners().add('netwake:check', (result) => void order.push(['channel', result]));
    world.monitor.on('check', (result) => void order.push(['listener', result]));
    const checked = world.monitor.check();
    await settled();
    world.prober.endAll();
    const result = await checked;
    expect(order.map(([who]) => who)).to.deep.equal(['listener', 'channel']);
    expect(order.map(([, what]) => what)).to.deep.equal([result, result]);
  });

  it('needs no listener of the monitor', async () => {
    const world = await FakeWorld.up();
    const reachable: number[] = [];
    using _listeners = new ChannelListeners().add('netwake:check', (result) => {
      reachable.push((result as CheckResult).reachable);
    });
    void world.monitor.check();
    await settled();
    world.prober.endAll();
    expect(reachable).to.deep.equal([2]);
  });

  it('is silent once the monitor has been stopped by one of its own listeners', async () => {
    const world = await FakeWorld.up();
    let checks = 0;
    using _listeners = new ChannelListeners().add('netwake:check', () => void checks++);
    world.monitor.on('state', () => void world.monitor.stop());
    void world.monitor.check().catch(() => {});
    await settled();
    world.prober.endAll('ETIMEDOUT');
    world.prober.endAll('ETIMEDOUT');
    expect(world.states[0]).to.equal('down');
    expect(checks).to.equal(0);
  });
});
