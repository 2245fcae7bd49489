import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Lab } from './lab.ts';

const PROGRAM = fileURLToPath(new URL('export-server.mjs', import.meta.url));
const PORT = 8_080;
// So that 200 MB take two seconds, outages apart.
const INTERVAL_MS = 10;

export const EXPORT_URL: string = `http://8.8.8.8:${PORT}/export.bin`;

/** Serves it in the internet of a lab. */
export function startExport(lab: Lab, bytes: number): Promise<ChildProcess> {
  return lab.internet.start(process.execPath, PROGRAM, String(PORT), String(bytes), String(INTERVAL_MS));
}

/** A way for a download to be cut off, and to be able to go on. */
export interface ExportOutage {
  cut(lab: Lab, server: ChildProcess): Promise<unknown>;
  /** Null: what cuts it leaves everything as it was. */
  mend: ((lab: Lab) => Promise<unknown>) | null;
}

/** In this order: the last address stays. */
export const EXPORT_OUTAGES: Readonly<Record<string, ExportOutage>> = {
  'cable pulled': { cut: (lab) => lab.pullCable(), mend: (lab) => lab.plugCable() },
  'route deleted': {
    cut: (lab) => lab.host.run('ip route del default'),
    mend: (lab) => lab.host.run('ip route add default via 10.0.0.1'),
  },
  'firewall drops': { cut: (lab) => lab.block(), mend: (lab) => lab.unblock() },
  'address changed': {
    cut: (lab) => lab.host.run('ip addr del 10.0.0.2/24 dev eth0'),
    mend: (lab) => lab.host.run('ip addr add 10.0.0.3/24 dev eth0 && ip route add default via 10.0.0.1'),
  },
  'peer resets': {
    cut: async (_, server) => {
      const told = once(server.stdout!, 'data');
      server.stdin!.write('reset\n');
      await told;
    },
    mend: null,
  },
};
