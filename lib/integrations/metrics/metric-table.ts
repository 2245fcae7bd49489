import type { NetworkSnapshot } from '../../monitor/snapshot.ts';
import { NETWORK_STATES, type StateAccount } from './state-account.ts';

export type Labels = Record<string, string>;
export type Sample = readonly [labels: Labels, value: number];

/** One metric, for whoever it is told to. */
export interface Metric {
  kind: 'gauge' | 'counter';
  /** What Prometheus calls it, without `netwake_`. */
  prometheus: string;
  /** What OpenTelemetry calls it, without `netwake.`: a unit is no part of a name there, nor is `total`. */
  openTelemetry: string;
  /** As UCUM writes it; in braces what is counted. */
  unit: string;
  help: string;
  labels: readonly string[];
  read: (snapshot: NetworkSnapshot, account: StateAccount) => Sample[];
}

/** All that is told of a monitor. */
export const METRICS: readonly Metric[] = [
  {
    ...{ kind: 'gauge', prometheus: 'state', openTelemetry: 'state', unit: '{state}' },
    help: '1 for the state that the network is in, 0 for the others',
    labels: ['state'],
    read: (snapshot) => NETWORK_STATES.map((state) => [{ state }, asNumber(snapshot.state === state)]),
  },
  {
    ...{
      kind: 'gauge',
      prometheus: 'state_since_timestamp_seconds',
      openTelemetry: 'state.since_timestamp',
      unit: 's',
    },
    help: 'When the state became what it is',
    labels: [],
    read: ({ since }) => [[{}, since.getTime() / 1e3]],
  },
  {
    ...{ kind: 'counter', prometheus: 'state_changes_total', openTelemetry: 'state.changes', unit: '{change}' },
    help: 'Changes of the state or its reason, by what they led to',
    labels: ['state', 'reason'],
    read: (_, account) => Array.from(account.changes(), ({ state, reason, count }) => [{ state, reason }, count]),
  },
  {
    ...{ kind: 'counter', prometheus: 'state_seconds_total', openTelemetry: 'state.time', unit: 's' },
    help: 'Time spent in each state',
    labels: ['state'],
    read: (_, account) => Array.from(account.elapsedMs(), ([state, elapsedMs]) => [{ state }, elapsedMs / 1e3]),
  },
  {
    ...{ kind: 'gauge', prometheus: 'host_reachable', openTelemetry: 'host.reachable', unit: '{host}' },
    help: 'Whether a check host answered last',
    labels: ['host', 'port'],
    read: ({ hosts }) =>
      hosts.flatMap(({ host, port, reachable }) =>
        reachable === null ? [] : [[labelsOf(host, port), asNumber(reachable)]],
      ),
  },
  {
    ...{ kind: 'gauge', prometheus: 'host_rtt_seconds', openTelemetry: 'host.rtt', unit: 's' },
    help: 'From connect(2) to the last answer',
    labels: ['host', 'port'],
    read: ({ hosts }) =>
      hosts.flatMap(({ host, port, rttMs }) => (rttMs === null ? [] : [[labelsOf(host, port), rttMs / 1e3]])),
  },
  {
    ...{ kind: 'gauge', prometheus: 'interface_up', openTelemetry: 'interface.up', unit: '{interface}' },
    help: 'Whether an interface is set up',
    labels: ['interface'],
    read: ({ interfaces }) => interfaces.map(({ name, up }) => [{ interface: name }, asNumber(up)]),
  },
  {
    ...{ kind: 'gauge', prometheus: 'interface_carrier', openTelemetry: 'interface.carrier', unit: '{interface}' },
    help: 'Whether an interface has carrier',
    labels: ['interface'],
    read: ({ interfaces }) => interfaces.map(({ name, carrier }) => [{ interface: name }, asNumber(carrier)]),
  },
  count('messages', '{message}', 'Messages of the kernel that were read'),
  count('wakeups', '{wakeup}', 'Wake-ups of the process by the kernel'),
  count('resyncs', '{resync}', 'Times that the view was rebuilt because messages were lost'),
  count('overflows', '{overflow}', 'Overflows of the receive buffer'),
  count('checks', '{check}', 'Rounds of probes'),
  count('probes', '{probe}', 'Probes that were sent'),
  count('dropped', '{message}', 'Messages, and changes for slow subscribers, that were dropped'),
  count('audits', '{audit}', 'Comparisons of the view with the system'),
  count('drifts', '{record}', 'Records that a comparison found to be wrong'),
  {
    ...{ kind: 'gauge', prometheus: 'receive_buffer_bytes', openTelemetry: 'receive_buffer', unit: 'By' },
    help: 'Receive buffer of the netlink socket',
    labels: [],
    read: ({ counters }) => [[{}, counters.receiveBufferBytes]],
  },
];

function count(
  name: Exclude<keyof NetworkSnapshot['counters'], 'stateChanges' | 'receiveBufferBytes'>,
  unit: string,
  help: string,
): Metric {
  return {
    ...{ kind: 'counter', prometheus: `${name}_total`, openTelemetry: name, unit, help, labels: [] },
    read: ({ counters }) => [[{}, counters[name]]],
  };
}

function labelsOf(host: string, port: number | null): Labels {
  return { host, port: port === null ? '' : String(port) };
}

function asNumber(flag: boolean): number {
  return flag ? 1 : 0;
}
