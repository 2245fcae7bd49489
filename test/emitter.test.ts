import { expect } from 'chai';
import { IsolatedEmitter } from '../lib/emitter.ts';
import { uncaughtExceptions } from './support/uncaught.ts';

class Bell extends IsolatedEmitter<{ ring: [number] }> {
  ring(times: number): boolean {
    return this.notify('ring', times);
  }
}

describe('an emitter', () => {
  it('calls every listener in the order of their coming, with itself as this', () => {
    const bell = new Bell();
    const calls: unknown[] = [];
    bell.on('ring', function (this: unknown, times) {
      calls.push(['first', times, this]);
    });
    bell.on('ring', (times) => calls.push(['second', times]));
    expect(bell.ring(3)).to.equal(true);
    expect(calls).to.deep.equal([
      ['first', 3, bell],
      ['second', 3],
    ]);
  });

  it('says when nobody listens', () => {
    expect(new Bell().ring(1)).to.equal(false);
  });

  it('calls a listener of once() once', () => {
    const bell = new Bell();
    let calls = 0;
    bell.once('ring', () => calls++);
    bell.ring(1);
    bell.ring(1);
    expect(calls).to.equal(1);
    expect(bell.listenerCount('ring')).to.equal(0);
  });

  it('calls those who listened when it rang, whoever leaves or comes meanwhile', () => {
    const bell = new Bell();
    const calls: string[] = [];
    const second = (): void => void calls.push('second');
    bell.on('ring', () => {
      calls.push('first');
      bell.off('ring', second);
      bell.on('ring', () => calls.push('late'));
    });
    bell.on('ring', second);
    bell.ring(1);
    expect(calls).to.deep.equal(['first', 'second']);
  });
});

describe('a listener that throws', () => {
  it('silences no other, and each error surfaces as an uncaught exception', async () => {
    const bell = new Bell();
    const calls: string[] = [];
    const [first, second] = [new Error('first'), new Error('second')];
    bell.on('ring', () => {
      throw first;
    });
    bell.on('ring', () => calls.push('heard'));
    bell.once('ring', () => {
      throw second;
    });
    const uncaught = await uncaughtExceptions(() => {
      expect(bell.ring(1)).to.equal(true);
      expect(calls).to.deep.equal(['heard']);
    });
    expect(uncaught).to.deep.equal([first, second]);
  });

  it('does so whatever it throws', async () => {
    const bell = new Bell();
    bell.on('ring', () => {
      throw undefined;
    });
    expect(await uncaughtExceptions(() => void bell.ring(1))).to.deep.equal([undefined]);
  });
});
