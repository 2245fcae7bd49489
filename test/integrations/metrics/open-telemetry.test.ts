import { createNoopMeter } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  MeterProvider,
  type MetricData,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { Registry } from 'prom-client';
import {
  type OpenTelemetryMeter,
  registerOpenTelemetry,
  registerPrometheus,
} from '../../../lib/integrations/metrics/index.ts';
import { FakeNetwork } from '../../../lib/testing/index.ts';
import { thrownBy } from '../../support/codes.ts';

/** Collects when it is asked to, and exports nothing. */
class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

describe('registerOpenTelemetry', () => {
  let network: FakeNetwork;
  let provider: MeterProvider;
  let reader: ManualReader;

  beforeEach(() => {
    network = new FakeNetwork('up');
    reader = new ManualReader();
    provider = new MeterProvider({ readers: [reader] });
  });

  afterEach(async () => {
    await network.stop();
    await provider.shutdown();
  });

  /** All metrics of a collection that have values. */
  async function collected(from: MetricReader = reader): Promise<MetricData[]> {
    const { resourceMetrics, errors } = await from.collect();
    expect(errors).to.deep.equal([]);
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  }

  /** The values of one metric, each with its attributes as JSON. */
  async function values(name: string, from?: MetricReader): Promise<Record<string, number>> {
    const metric = (await collected(from)).find(({ descriptor }) => descriptor.name === `netwake.${name}`);
    const points = (metric?.dataPoints ?? []) as DataPoint<number>[];
    return Object.fromEntries(points.map(({ attributes, value }) => [JSON.stringify(attributes), value]));
  }

  it('tells the state as one of four', async () => {
    registerOpenTelemetry(provider.getMeter('test'), network, network);
    const only = (state: string): object =>
      Object.fromEntries(
        ['up', 'degraded', 'down', 'unknown'].map((each) => [JSON.stringify({ state: each }), each === state ? 1 : 0]),
      );
    expect(await values('state')).to.deep.equal(only('up'));
    network.down('no-route');
    expect(await values('state')).to.deep.equal(only('down'));
    expect(await values('state.since_timestamp')).to.deep.equal({ '{}': network.snapshot().since.getTime() / 1e3 });
  });

  it('counts changes, and the seconds in each state, from its call on', async () => {
    network.down('no-carrier').up();
    registerOpenTelemetry(provider.getMeter('test'), network, network);
    expect(await values('state.changes')).to.deep.equal({});
    await network.advance('3s');
    network.down('no-route');
    await network.advance('500ms');
    expect(await values('state.changes')).to.deep.equal({ '{"state":"down","reason":"no-route"}': 1 });
    expect(await values('state.time')).to.include({ '{"state":"up"}': 3, '{"state":"down"}': 0.5 });
  });

  it('has names and units as OpenTelemetry has them: with dots, in UCUM, without a total', async () => {
    registerOpenTelemetry(provider.getMeter('test'), network, network);
    network.down().up();
    const metrics = await collected();
    for (const { descriptor, dataPointType, ...metric } of metrics) {
      expect(descriptor.name).to.match(/^netwake(\.[a-z]+(_[a-z]+)*)+$/);
      expect(descriptor.name).to.not.match(/total|second|byte|milli/);
      expect(descriptor.unit, descriptor.name).to.match(/^(s|By|\{[a-z]+\})$/);
      expect(descriptor.description, descriptor.name).to.not.equal('');
      if (dataPointType === DataPointType.SUM) expect(metric).to.include({ isMonotonic: true });
    }
    const unitOf = (name: string): string | undefined =>
      metrics.find(({ descriptor }) => descriptor.name === `netwake.${name}`)?.descriptor.unit;
    expect([unitOf('host.rtt'), unitOf('receive_buffer'), unitOf('checks')]).to.deep.equal(['s', 'By', '{check}']);
  });

  it('tells the same as a registry of prom-client is told', async () => {
    const register = new Registry();
    registerOpenTelemetry(provider.getMeter('test'), network, network);
    registerPrometheus(register, network, network);
    await network.advance('2s');
    network.down('no-route').degrade();
    await network.advance('1s');
    const told = (await register.getMetricsAsJSON()).map(({ name, help, type, values: samples }) => ({
      ...{ name, help, type: String(type) },
      samples: samples.map(({ labels, value }) => [labels, value]),
    }));
    const observed = (await collected()).map(({ descriptor, dataPointType, dataPoints }) => ({
      name: nameInPrometheus(descriptor, dataPointType),
      help: descriptor.description,
      type: dataPointType === DataPointType.SUM ? 'counter' : 'gauge',
      samples: dataPoints.map(({ attributes, value }) => [attributes, value]),
    }));
    expect(observed).to.deep.equal(told);
  });

  it('takes one snapshot a collection', async () => {
    let snapshots = 0;
    const monitor = {
      snapshot: () => {
        snapshots++;
        return network.snapshot();
      },
      on: () => {},
      off: () => {},
    };
    registerOpenTelemetry(provider.getMeter('test'), monitor, network);
    snapshots = 0;
    await collected();
    expect(snapshots).to.equal(1);
    await collected();
    expect(snapshots).to.equal(2);
  });

  it('observes nothing more of an interface that is gone', async () => {
    // With cumulative temporality the SDK itself repeats what was observed last.
    const changes = new ManualReader({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
    const deltas = new MeterProvider({ readers: [changes] });
    let { interfaces } = network.snapshot();
    const monitor = { snapshot: () => ({ ...network.snapshot(), interfaces }), on: () => {}, off: () => {} };
    registerOpenTelemetry(deltas.getMeter('test'), monitor);
    expect(await values('interface.up', changes)).to.not.be.empty;
    interfaces = [];
    expect(await values('interface.up', changes)).to.deep.equal({});
    await deltas.shutdown();
  });

  it('observes nothing more when it is disposed, and can be disposed twice', async () => {
    const meter = provider.getMeter('test');
    const registered = registerOpenTelemetry(meter, network, network);
    expect(network.listenerCount('state')).to.equal(1);
    registered[Symbol.dispose]();
    registered[Symbol.dispose]();
    expect(network.listenerCount('state')).to.equal(0);
    expect((await collected()).flatMap(({ dataPoints }): unknown[] => dataPoints)).to.deep.equal([]);
    registerOpenTelemetry(meter, network, network);
    expect(await values('state')).to.include({ '{"state":"up"}': 1 });
  });

  it('takes the meter of a process that has no SDK', () => {
    using _registered = registerOpenTelemetry(createNoopMeter(), network);
    expect(network.listenerCount('state')).to.equal(1);
  });

  it('leaves nothing behind when its meter fails', () => {
    const failing = Object.assign(createNoopMeter(), {
      addBatchObservableCallback: () => {
        throw new Error('no more of them');
      },
    });
    expect(() => registerOpenTelemetry(failing, network)).to.throw('no more of them');
    expect(network.listenerCount('state')).to.equal(0);
  });

  it('refuses what is no meter, such as its provider', () => {
    for (const meter of [provider, undefined, null]) {
      const error = thrownBy(() => registerOpenTelemetry(meter as unknown as OpenTelemetryMeter, network));
      expect(error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'meter', received: meter });
    }
    expect(network.listenerCount('state')).to.equal(0);
  });
});

// As OpenTelemetry's rules for Prometheus have it, but for one: `netwake_state_seconds_total` is older.
function nameInPrometheus({ name, unit }: { name: string; unit: string }, type: DataPointType): string {
  if (name === 'netwake.state.time') return 'netwake_state_seconds_total';
  const suffix = { s: '_seconds', By: '_bytes' }[unit] ?? '';
  return `${name.replaceAll('.', '_')}${suffix}${type === DataPointType.SUM ? '_total' : ''}`;
}
