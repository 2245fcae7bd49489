import { Counter, Gauge, type Registry, type RegistryContentType } from 'prom-client';
import { type Clock, systemClock } from '../../clock.ts';
import { InvalidOptionError } from '../../errors.ts';
import type { MeasuredMonitor } from './measured-monitor.ts';
import { MetricSource } from './metric-source.ts';
import { type Metric, METRICS, type Sample } from './metric-table.ts';

/**
 * Has a registry of prom-client tell of a monitor, under names that begin with `netwake_`; docs/serve.md lists them. Values are
 * read at each scrape, so that nothing runs between two but a count at each change of state. Changes, and the time spent in
 * each state, count from this call on. One monitor a registry.
 *
 * @returns disposed, the registry knows nothing of the monitor any more
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` when the registry does not take a metric, for one, because it has one
 * of that name; its `cause` is what the registry threw, and the registry is as it was
 */
export function registerPrometheus<Format extends RegistryContentType>(
  register: Registry<Format>,
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
      register.registerMetric(made(name, metric, () => source.read(metric)));
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

// Nothing is held between scrapes.
function made(name: string, { kind, help, labels }: Metric, read: () => Sample[]): Gauge | Counter {
  const shape = { name, help, labelNames: [...labels], registers: [] };
  if (kind === 'counter') {
    const counter = new Counter({
      ...shape,
      collect: () => {
        counter.reset();
        for (const [sample, value] of read()) counter.inc(sample, value);
      },
    });
    return counter;
  }
  const gauge = new Gauge({
    ...shape,
    collect: () => {
      gauge.reset();
      for (const [sample, value] of read()) gauge.set(sample, value);
    },
  });
  return gauge;
}
