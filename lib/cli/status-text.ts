import { formatCheckHost } from '../monitor/check-host.ts';
import type { BackendSnapshot, HostSnapshot, InterfaceSnapshot } from '../monitor/snapshot.ts';
import type { StatusReport } from './status.ts';
import { formatTable } from './table.ts';
import { printable } from './view/printable.ts';

/** A report for people: the verdict first, with the link of the chain that breaks, then hosts, interfaces, and by what means all of that is known. */
export async function statusText(report: StatusReport): Promise<string> {
  const { state, reason, reachable, total, hosts, interfaces, backend, diagnosis } = report;
  const verdict = total === 0 ? `${state}: ${reason}` : `${state}: ${reason} (${reachable} of ${total})`;
  const broken = diagnosis.find(({ status }) => status === 'failed');
  const parts = [broken === undefined ? verdict : `${verdict}\n${broken.link}: ${printable(broken.evidence)}`];
  if (hosts.length > 0) parts.push(await hostTable(hosts));
  if (interfaces.length > 0) parts.push(await interfaceTable(interfaces));
  parts.push(backendLine(backend));
  return parts.join('\n\n');
}

function hostTable(hosts: readonly HostSnapshot[]): Promise<string> {
  const rows = hosts.map((host) => [
    formatCheckHost(host),
    answerOf(host),
    host.interface ?? '-',
    host.source ?? '-',
    host.gateway ?? '-',
  ]);
  return formatTable([['HOST', 'ANSWER', 'INTERFACE', 'SOURCE', 'GATEWAY'], ...rows], new Set([1]));
}

function answerOf({ reachable, rttMs, error }: HostSnapshot): string {
  if (reachable === true && rttMs !== null) return `${rttMs.toFixed(rttMs < 10 ? 2 : 0)} ms`;
  return error ?? '-';
}

function interfaceTable(interfaces: readonly InterfaceSnapshot[]): Promise<string> {
  const rows = interfaces.map(({ name, kind, up, carrier, mtu, addresses }) => [
    name,
    kind,
    !up ? 'down' : carrier ? 'up' : 'no carrier',
    mtu === 0 ? '-' : String(mtu),
    addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`).join(' ') || '-',
  ]);
  return formatTable([['INTERFACE', 'KIND', 'STATE', 'MTU', 'ADDRESSES'], ...rows], new Set([3]));
}

/** By what means it is known. */
export function backendLine({ events, probes, fallbackReason }: BackendSnapshot): string {
  const means = `events by ${events}, probes by ${probes === 'native' ? 'the addon' : 'node:net'}`;
  return fallbackReason === null ? means : `${means} (${fallbackReason})`;
}
