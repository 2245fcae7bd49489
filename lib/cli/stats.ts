import type { InterfaceStats } from '../monitor/interface-stats.ts';
import type { CommandContext } from './context.ts';
import { exitCode } from './exit-code.ts';
import { monitorOptions } from './monitor-options.ts';
import type { CommonFlags } from './options.ts';
import { statsJson } from './stats-json.ts';
import { formatTable } from './table.ts';

export interface StatsFlags extends CommonFlags {
  /** Loopback too. */
  all?: boolean;
}

type Stats = Record<string, InterfaceStats<bigint>>;
type Column = [title: string, cell: (stats: InterfaceStats<bigint>) => string];

const COLUMNS: readonly Column[] = [
  ['INTERFACE', ({ name }) => name],
  ['STATE', ({ isUp }) => (isUp ? 'up' : 'down')],
  ['RX BYTES', ({ rxBytes }) => String(rxBytes)],
  ['RX PACKETS', ({ rxPackets }) => String(rxPackets)],
  ['RX ERRORS', ({ rxErrors }) => String(rxErrors)],
  ['RX DROPPED', ({ rxDropped }) => String(rxDropped)],
  ['TX BYTES', ({ txBytes }) => String(txBytes)],
  ['TX PACKETS', ({ txPackets }) => String(txPackets)],
  ['TX ERRORS', ({ txErrors }) => String(txErrors)],
  ['TX DROPPED', ({ txDropped }) => String(txDropped)],
  ['MTU', ({ mtu }) => String(mtu)],
  ['MAC', ({ macAddress }) => macAddress],
];
const NUMBERS: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10]);

/** `netwake stats`: the counters of every interface, or of those that `--interface` names. */
export async function stats(flags: StatsFlags, context: CommandContext): Promise<number> {
  const monitor = context.createMonitor(await monitorOptions(flags, context));
  const all = await monitor.getInterfaceStats({ bigint: true, includeLoopback: flags.all ?? false });
  const wanted = flags.interface;
  const shown = Object.fromEntries(
    Object.entries(all).filter(([name]) => wanted === undefined || wanted.includes(name)),
  );
  context.print(flags.json === true ? statsJson(shown) : await toTable(shown));
  return exitCode.success;
}

function toTable(shown: Stats): Promise<string> {
  const rows = Object.values(shown).map((row) => COLUMNS.map(([, cell]) => cell(row)));
  return formatTable([COLUMNS.map(([title]) => title), ...rows], NUMBERS);
}
