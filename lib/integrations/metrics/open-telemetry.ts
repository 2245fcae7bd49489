import { type Clock, systemClock } from '../../clock.ts';
import { InvalidOptionError } from '../../errors.ts';
import type { MeasuredMonitor } from './measured-monitor.ts';
import { MetricSource } from './metric-source.ts';
import { type Labels, METRICS } from './metric-table.ts';

/** What is needed of a `Meter` of `@opentelemetry/api`. Neither its code nor its types are loaded for this. */
export interface OpenTelemetryMeter {
  createObservableGauge(name: string, options: InstrumentOptions): object;
  createObservableCounter(name: string, options: InstrumentOptions): object;
  addBatchObservableCallback(callback: (result: Observations) => void, instruments: object[]): void;
  removeBatchObservableCallback(callback: (result: Observations) => void, instruments: object[]): void;
}

interface InstrumentOptions {
  description: string;
  unit: string;
}

interface Observations {
  observe(instrument: object, value: number, attributes: Labels): void;
}

/**
 * Has a meter of OpenTelemetry tell of a monitor, by observable gauges and counters under names that begin with `netwake.`;
 * docs/serve.md lists them. Values are observed at each collection, all of one snapshot, so that nothing runs between two but
 * a count at each change of state. Changes, and the time spent in each state, count from this call on. One monitor a meter.
 *
 * @returns disposed, nothing more is observed; a meter keeps its instruments
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` when it is given no meter
 */
export function registerOpenTelemetry(
  meter: OpenTelemetryMeter,
  monitor: MeasuredMonitor,
  { clock = systemClock }: { clock?: Clock } = {},
): Disposable {
  if (typeof meter?.addBatchObservableCallback !== 'function') {
    throw new InvalidOptionError('meter', meter, 'a Meter of @opentelemetry/api');
  }
  const instruments = METRICS.map(({ kind, openTelemetry, help, unit }) => {
    const create = kind === 'gauge' ? 'createObservableGauge' : 'createObservableCounter';
    return meter[create](`netwake.${openTelemetry}`, { description: help, unit });
  });
  const source = new MetricSource(monitor, clock);
  const observe = (result: Observations): void => {
    for (const [index, metric] of METRICS.entries()) {
      for (const [labels, value] of source.read(metric)) result.observe(instruments[index]!, value, labels);
    }
  };
  try {
    meter.addBatchObservableCallback(observe, instruments);
  } catch (error) {
    source[Symbol.dispose]();
    throw error;
  }
  return {
    [Symbol.dispose]: () => {
      source[Symbol.dispose]();
      meter.removeBatchObservableCallback(observe, instruments);
    },
  };
}
