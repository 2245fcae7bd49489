import { type Clock, systemClock } from '../../clock.ts';
import { InvalidOptionError } from '../../errors.ts';
import type { MeasuredMonitor } from './measured-monitor.ts';
import { MetricSource } from './metric-source.ts';
import { type Labels, type Metric, METRICS, type Sample } from './metric-table.ts';

/** What is needed of a `Registry` of prom-client. Neither its code nor its types are loaded for this. */
export interface PrometheusRegistry {
  registerMetric(metric: unknown): void;
  removeSingleMetric(name: string): void;
}

/**
 * Has a registry of prom-client tell of a monitor, under names that begin with `netwake_`; docs/serve.md lists them. Values are
 * read at each scrape, so that nothing runs between two but a count at each change of state. Changes, and the time spent in
 * each state, count from this call on. One monitor a registry.
 *
 * @returns disposed, the registry knows nothing of the monitor any more
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` when the registry does not take a metric, for one, because it has one
 * of that name; its `cause` is what the registry threw, and the registry is as it was
 */
export function registerPrometheus(
  register: PrometheusRegistry,
  monitor: MeasuredMonitor,
  { clock = systemClock }: { clock?: Clock } = {},
): Disposable {
  const source = new MetricSource(monitor, clock);
  const registered: string[] = [];
  const end = (): void => {
    source[Symbol.dispose]();
    for (const name of registered.splice(0)) register.removeSingleMetric(name);
  };
  for (const metric of METRICS) {
    const name = `netwake_${metric.prometheus}`;
    try {
      register.registerMetric(new RegisteredMetric(name, metric, () => source.read(metric)));
    } catch (cause) {
      end();
      throw new InvalidOptionError('register', register, `a registry of prom-client in which ${name} is free`, {
        cause,
      });
    }
    registered.push(name);
  }
  return { [Symbol.dispose]: end };
}

/** What a registry asks of a `Gauge` or a `Counter`. Theirs hold values between scrapes, of which there are none here. */
class RegisteredMetric {
  /** A registry of the OpenMetrics format writes to it. */
  name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly aggregator = 'sum';
  readonly #read: () => Sample[];

  constructor(name: string, { help, kind }: Metric, read: () => Sample[]) {
    this.name = name;
    this.help = help;
    this.type = kind;
    this.#read = read;
  }

  async get(): Promise<object> {
    const values: { labels: Labels; value: number }[] = this.#read().map(([labels, value]) => ({ labels, value }));
    return { help: this.help, name: this.name, type: this.type, values, aggregator: this.aggregator };
  }

  /** There is nothing to forget: the counts are the monitor's. */
  reset(): void {}
}
