import { systemClock } from '../../../lib/clock.ts';
import { NetworkMonitor as Monitor, type NetworkMonitorOptions } from '../../../lib/index.ts';
import { type Backend, chooseBackend } from '../../../lib/monitor/backend.ts';
import type { MonitorSeams } from '../../../lib/monitor/monitor-seams.ts';
import type { MonitorSettings } from '../../../lib/monitor/settings.ts';
import { SocketProber } from '../../../lib/probe/socket.ts';
import { labBackend } from './backend.ts';

function withSocketProber(settings: MonitorSettings): Backend {
  const { source, prober, snapshot } = chooseBackend(settings, systemClock);
  prober.close();
  return { source, prober: new SocketProber(systemClock), snapshot: { ...snapshot, probes: 'socket' } };
}

/** The monitor of lab tests: netwake's, on the backend of this run unless the test has one of its own. */
export class NetworkMonitor extends Monitor {
  constructor(options: NetworkMonitorOptions = {}, seams: MonitorSeams = {}) {
    super(
      labBackend === 'polling' ? { enableNetlink: false, ...options } : options,
      labBackend === 'socket' ? { backend: withSocketProber, ...seams } : seams,
    );
  }
}
