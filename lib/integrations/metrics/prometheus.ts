import { Counter, Gauge, type Registry } from 'prom-client';
import { type Clock, systemClock } from '../../clock.ts';
import type { NetworkSnapshot, StateChange } from '../../monitor/snapshot.ts';
import { NETWORK_STATES, StateAccount } from './state-account.ts';

/** What is needed of a monitor: a `NetworkMonitor`, or the `FakeNetwork` of a test. */
export interface MeasuredMonitor {
  snapshot(): NetworkSnapshot;
  on(event: 'state', listener: (change: StateChange) => void): unknown;
  off(event: 'state', listener: (change: StateChange) => void): unknown;
}

type Labels = Record<string, string>;
type Sample = [labels: Labels, value: number];

/** One metric: what it is called without `netwake_`, what it tells, its labels, and its values at a scrape. */
interface Metric {
  kind: typeof Gauge | typeof Counter;
  name: string;
  help: string;
  labels: readonly string[];
  read: (snapshot: NetworkSnapshot, account: StateAccount) => Sample[];
}

const asNumber = (flag: boolean): number => (flag ? 1 : 0);

const METRICS: readonly Metric[] = [
  {
    ...{
      kind: Gauge,
      name: 'state',
      help: '1 for the state that the network is in, 0 for the others',
      labels: ['state'],
    },
    read: (snapshot) => NETWORK_STATES.map((state) => [{ state }, asNumber(snapshot.state === state)]),
  },
  {
    ...{ kind: Gauge, name: 'state_since_timestamp_seconds', help: 'When the state became what it is', labels: [] },
    read: ({ since }) => [[{}, since.getTime() / 1e3]],
  },
  {
    ...{ kind: Counter, name: 'state_changes_total', help: 'Changes of the state or its reason, by what they led to' },
    labels: ['state', 'reason'],
    read: (_, account) => Array.from(account.changes(), ({ state, reason, count }) => [{ state, reason }, count]),
  },
  {
    ...{ kind: Counter, name: 'state_seconds_total', help: 'Time spent in each state', labels: ['state'] },
    read: (_, account) => Array.from(account.elapsedMs(), ([state, elapsedMs]) => [{ state }, elapsedMs / 1e3]),
  },
  {
    ...{ kind: Gauge, name: 'host_reachable', help: 'Whether a check host answered last', labels: ['host', 'port'] },
    read: ({ hosts }) =>
      hosts.flatMap(({ host, port, reachable }) =>
        reachable === null ? [] : [[labelsOf(host, port), asNumber(reachable)]],
      ),
  },
  {
    ...{ kind: Gauge, name: 'host_rtt_seconds', help: 'From connect(2) to the last answer', labels: ['host', 'port'] },
    read: ({ hosts }) =>
      hosts.flatMap(({ host, port, rttMs }) => (rttMs === null ? [] : [[labelsOf(host, port), rttMs / 1e3]])),
  },
  {
    ...{ kind: Gauge, name: 'interface_up', help: 'Whether an interface is set up', labels: ['interface'] },
    read: ({ interfaces }) => interfaces.map(({ name, up }) => [{ interface: name }, asNumber(up)]),
  },
  {
    ...{ kind: Gauge, name: 'interface_carrier', help: 'Whether an interface has carrier', labels: ['interface'] },
    read: ({ interfaces }) => interfaces.map(({ name, carrier }) => [{ interface: name }, asNumber(carrier)]),
  },
  count('messages', 'Messages of the kernel that were read'),
  count('wakeups', 'Wake-ups of the process by the kernel'),
  count('resyncs', 'Times that the view was rebuilt because messages were lost'),
  count('overflows', 'Overflows of the receive buffer'),
  count('checks', 'Rounds of probes'),
  count('probes', 'Probes that were sent'),
  count('dropped', 'Messages, and changes for slow subscribers, that were dropped'),
  count('audits', 'Comparisons of the view with the system'),
  count('drifts', 'Records that a comparison found to be wrong'),
  {
    ...{ kind: Gauge, name: 'receive_buffer_bytes', help: 'Receive buffer of the netlink socket', labels: [] },
    read: ({ counters }) => [[{}, counters.receiveBufferBytes]],
  },
];

function count(
  name: Exclude<keyof NetworkSnapshot['counters'], 'stateChanges' | 'receiveBufferBytes'>,
  help: string,
): Metric {
  return { kind: Counter, name: `${name}_total`, help, labels: [], read: ({ counters }) => [[{}, counters[name]]] };
}

function labelsOf(host: string, port: number | null): Labels {
  return { host, port: port === null ? '' : String(port) };
}

/**
 * Has a registry of prom-client tell of a monitor, under names that begin with `netwake_`; docs/serve.md lists them. Values are
 * read at each scrape, so that nothing runs between two but a count at each change of state. Changes, and the time spent in
 * each state, count from this call on. One monitor a registry.
 *
 * @returns disposed, the registry knows nothing of the monitor any more
 * @throws Error of prom-client when the registry has metrics of such names
 */
export function registerPrometheus(
  register: Registry,
  monitor: MeasuredMonitor,
  { clock = systemClock }: { clock?: Clock } = {},
): Disposable {
  const account = new StateAccount(monitor.snapshot(), clock);
  const snapshot = onceATurn(() => monitor.snapshot());
  for (const metric of METRICS) register.registerMetric(made(metric, () => metric.read(snapshot(), account)));
  monitor.on('state', account.onState);
  return {
    [Symbol.dispose]: () => {
      monitor.off('state', account.onState);
      for (const { name } of METRICS) register.removeSingleMetric(`netwake_${name}`);
    },
  };
}

function made({ kind, name, help, labels }: Metric, read: () => Sample[]): Gauge | Counter {
  const shape = { name: `netwake_${name}`, help, labelNames: [...labels], registers: [] };
  if (kind === Counter) {
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

// A scrape asks every metric for itself, all in one turn; on a host full of containers a snapshot is long.
function onceATurn<Value>(take: () => Value): () => Value {
  let kept: { value: Value } | null = null;
  return () => {
    if (kept === null) {
      kept = { value: take() };
      queueMicrotask(() => (kept = null));
    }
    return kept.value;
  };
}
