import { type Clock as FakeTime, install } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { systemClock } from '../../lib/clock.ts';
import { TurnClock } from '../../lib/retry/turn-clock.ts';
import { settled } from '../support/failure.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('the clock that operations of one turn share', () => {
  let time: FakeTime;

  beforeEach(() => {
    time = install({ toFake: ['hrtime'] });
  });

  afterEach(() => {
    time.uninstall();
  });

  it('is looked at once for 64 of them', () => {
    const clock = new TurnClock(systemClock);
    const startedMs = clock.now();
    time.tick(5);
    for (let count = 1; count < 64; count++) expect(clock.now()).to.equal(startedMs);
    expect(clock.now()).to.equal(startedMs + 5);
  });

  it('is looked at anew in another turn', async () => {
    const clock = new TurnClock(systemClock);
    const startedMs = clock.now();
    time.tick(5);
    await settled();
    expect(clock.now()).to.equal(startedMs + 5);
  });

  it('is exact where it costs nothing', () => {
    const manual = new ManualClock();
    const clock = new TurnClock(manual);
    const startedMs = clock.now();
    manual.advance(5);
    expect(clock.now()).to.equal(startedMs + 5);
  });
});
