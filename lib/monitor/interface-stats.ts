import { NetwakeError } from '../errors.ts';
import { refuseUnknownOptions } from '../options.ts';
import type { NativeInterfaceStats } from '../native/binding.ts';
import { loadAddon } from '../native/loader.ts';
import { toNetlinkError } from '../native/netlink-error.ts';

/** Counters of one interface since it appeared. `Count` is number, or bigint when asked for. */
export interface InterfaceStats<Count extends number | bigint = number> {
  name: string;
  isUp: boolean;
  rxBytes: Count;
  txBytes: Count;
  rxPackets: Count;
  txPackets: Count;
  rxErrors: Count;
  txErrors: Count;
  rxDropped: Count;
  txDropped: Count;
  mtu: number;
  macAddress: string;
}

const COUNTS = [
  'rxBytes',
  'txBytes',
  'rxPackets',
  'txPackets',
  'rxErrors',
  'txErrors',
  'rxDropped',
  'txDropped',
] as const;

/**
 * One reading of every interface, from IFLA_STATS64 (rtnetlink(7)) or, without netlink, /proc/self/net/dev (proc(5)).
 *
 * @throws NetlinkError `ERR_NETWAKE_NETLINK` when the system refuses
 * @throws NetwakeError `ERR_NETWAKE_STATE` on a system that has neither
 */
async function readInterfaceStats(enableNetlink: boolean): Promise<NativeInterfaceStats[]> {
  const loaded = loadAddon();
  if (!('addon' in loaded) || !enableNetlink) return readProc();
  try {
    return loaded.addon.readStatistics();
  } catch (error) {
    return readProc().catch(() => Promise.reject(toNetlinkError(error)));
  }
}

/** Rows by name, counts as number or bigint. */
function shapeStats<Count extends number | bigint>(
  rows: readonly NativeInterfaceStats[],
  includeLoopback: boolean,
  convert: (count: bigint) => Count,
): Record<string, InterfaceStats<Count>> {
  const shaped: Record<string, InterfaceStats<Count>> = {};
  for (const row of rows) {
    if (row.loopback && !includeLoopback) continue;
    const counts = Object.fromEntries(COUNTS.map((key) => [key, convert(row[key])])) as Record<
      (typeof COUNTS)[number],
      Count
    >;
    const { name, isUp, mtu, macAddress } = row;
    shaped[name] = { name, isUp, ...counts, mtu, macAddress };
  }
  return shaped;
}

/** One reading, by name. @throws UnknownOptionError, and what {@link readInterfaceStats} throws */
export async function interfaceStats(
  enableNetlink: boolean,
  options: { bigint?: boolean; includeLoopback?: boolean },
): Promise<Record<string, InterfaceStats | InterfaceStats<bigint>>> {
  refuseUnknownOptions('options', options, ['bigint', 'includeLoopback']);
  const rows = await readInterfaceStats(enableNetlink);
  const includeLoopback = options.includeLoopback ?? false;
  return options.bigint === true
    ? shapeStats(rows, includeLoopback, (count) => count)
    : shapeStats(rows, includeLoopback, Number);
}

async function readProc(): Promise<NativeInterfaceStats[]> {
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  const text = await readFile('/proc/self/net/dev', 'utf8').catch((cause: unknown) => {
    throw new NetwakeError('ERR_NETWAKE_STATE', 'interface statistics need Linux', { cause });
  });
  const addressed = process.getBuiltinModule('node:os').networkInterfaces();
  return text
    .split('\n')
    .slice(2)
    .flatMap((line) => {
      const [name, counts] = line.split(/:\s*/, 2);
      if (name === undefined || counts === undefined) return [];
      const column = counts.trim().split(/\s+/).map(BigInt);
      const at = (index: number): bigint => column[index] ?? 0n;
      const entry = addressed[name.trim()]?.[0];
      return {
        name: name.trim(),
        isUp: entry !== undefined,
        rxBytes: at(0),
        rxPackets: at(1),
        rxErrors: at(2),
        rxDropped: at(3),
        txBytes: at(8),
        txPackets: at(9),
        txErrors: at(10),
        txDropped: at(11),
        mtu: 0,
        macAddress: entry?.mac ?? '',
        loopback: name.trim() === 'lo',
      };
    });
}
