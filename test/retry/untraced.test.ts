import { tracingChannel } from 'node:diagnostics_channel';
import { expect } from 'chai';
import { DiagnosticChannel } from '../../lib/diagnostic-channel.ts';
import { AttemptContext } from '../../lib/retry/attempt-context.ts';
import type { Task } from '../../lib/retry/task.ts';
import { flyTraced, runTraced } from '../../lib/retry/traces.ts';
import { ChannelListeners } from '../support/channels.ts';

const CALLS = 2_000;

/** Bytes that a call allocates: the median of many measurements, for the compiler and the garbage collector disturb some. */
function bytesOf(act: () => void): number {
  const measurements: number[] = [];
  for (let round = 0; round < 25; round++) {
    const before = process.memoryUsage().heapUsed;
    for (let call = 0; call < CALLS; call++) act();
    measurements.push((process.memoryUsage().heapUsed - before) / CALLS);
  }
  return measurements.sort((left, right) => left - right)[12]!;
}

/** No object is as small. */
const LITTLE_BYTES = 8;

const done = Promise.resolve(42);
const operation = { name: 'export', progress: { attempt: 1, invocation: 0, outages: 0, parkedMs: 0 }, run: () => done };
const context = new AttemptContext(1, 1, 0, 'export');
const task: Task<number> = (): Promise<number> => done;

describe('while nobody listens, though node:diagnostics_channel is loaded', () => {
  it('an operation and its attempts go on as they are, and nothing is made for them', () => {
    expect(runTraced(operation)).to.equal(done);
    expect(flyTraced(task, context)).to.equal(done);
    expect(bytesOf(() => void runTraced(operation))).to.be.lessThan(LITTLE_BYTES);
    const untold = bytesOf(() => void task(context));
    expect(bytesOf(() => void flyTraced(task, context)) - untold).to.be.lessThan(LITTLE_BYTES);
  });

  it('nothing is made for a message', () => {
    const channel = new DiagnosticChannel<object>('netwake:test');
    expect(bytesOf(() => channel.publish(operation))).to.be.lessThan(LITTLE_BYTES);
  });

  it('but as soon as somebody does, they are traced, and no longer than that', async () => {
    {
      using _listeners = new ChannelListeners()
        .add('tracing:netwake:retry:start', () => {})
        .add('tracing:netwake:attempt:asyncEnd', () => {});
      expect(runTraced(operation)).not.to.equal(done);
      expect(flyTraced(task, context)).not.to.equal(done);
      // A measure that could not see it would say nothing above.
      expect(bytesOf(() => void runTraced(operation))).to.be.greaterThan(LITTLE_BYTES);
    }
    expect(tracingChannel('netwake:retry').hasSubscribers).to.equal(false);
    expect(runTraced(operation)).to.equal(done);
  });
});
