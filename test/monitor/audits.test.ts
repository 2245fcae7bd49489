import { expect } from 'chai';
import { scheduleAudits } from '../../lib/monitor/audits.ts';
import { PollingSource } from '../../lib/sources/polling.ts';
import { FakeSource } from '../support/fake-source.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('audits', () => {
  const clock = new ManualClock();
  let source: FakeSource;

  beforeEach(() => {
    source = new FakeSource();
  });

  it('are made again and again, until they are cancelled', () => {
    const audits = scheduleAudits(source, clock, 60_000);
    clock.advance(59_999);
    expect(source.audits).to.equal(0);
    clock.advance(60_001);
    expect(source.audits).to.equal(2);
    audits.cancel();
    clock.advance(600_000);
    expect(source.audits).to.equal(2);
  });

  it('are not made unless they are asked for', () => {
    scheduleAudits(source, clock, null).cancel();
    clock.advance(600_000);
    expect(source.audits).to.equal(0);
  });

  it('are not made of a source that reads everything each time', () => {
    const polling = new PollingSource(clock);
    scheduleAudits(polling, clock, 60_000).cancel();
    expect(polling).to.not.have.property('audit');
  });
});
