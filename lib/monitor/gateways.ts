import { addressFamily } from '../ip.ts';
import type { Probe, Prober } from '../probe/contract.ts';
import { isLateStep } from '../probe/schedule.ts';
import type { NetworkSource, WatchedNeighbour } from '../sources/contract.ts';
import { gatewaysOf } from '../state/gateways.ts';
import type { Effect, HostPath, Machine, MachineEvent } from '../state/machine.ts';
import type { StateCause } from '../state/network-state.ts';
import { gatewayKey, parseGatewayKey } from '../table/gateway-key.ts';
import type { NetworkTable } from '../table/network-table.ts';
import type { CheckHosts } from './check-hosts.ts';
import { GATEWAY_PORTS, type GatewayTarget, probeGateway } from './gateway-probe.ts';
import type { MonitorSettings } from './settings.ts';

type GatewayEvent = Extract<MachineEvent, { type: 'gateway' }>;

/** Hears of the gateways of the check hosts, and asks them for a sign of life where that is wanted. Only hints come of it. */
export class Gateways {
  /** Null: gateways are not probed. */
  readonly #probeTimeoutMs: number | null;
  readonly #parts: { source: NetworkSource; prober: Prober };
  readonly #hosts: CheckHosts;
  readonly #table: NetworkTable;
  readonly #dispatch: (event: GatewayEvent) => void;
  /** Sockets opened so far. */
  probes = 0;
  readonly #running = new Map<string, Probe>();
  #paths: readonly HostPath[] = [];
  #failed: readonly string[] = [];
  #watched = '';

  /** @param parts  in whose place a recorder may put others */
  constructor(
    settings: Pick<MonitorSettings, 'gatewayProbe' | 'checkTimeoutMs'>,
    parts: { source: NetworkSource; prober: Prober },
    hosts: CheckHosts,
    table: NetworkTable,
    dispatch: (event: GatewayEvent) => void,
  ) {
    this.#probeTimeoutMs = settings.gatewayProbe ? settings.checkTimeoutMs : null;
    this.#parts = parts;
    this.#hosts = hosts;
    this.#table = table;
    this.#dispatch = dispatch;
  }

  /** Has the source watch those that there are now. To be called when there is time. */
  follow({ state, paths, failedGateways }: Machine): void {
    if (state !== 'down') this.#hosts.gateways.forget();
    if (paths === this.#paths && failedGateways === this.#failed) return;
    this.#paths = paths;
    this.#failed = failedGateways;
    const neighbours = gatewaysOf(paths).map((gateway) => neighbourOf(gateway, failedGateways.includes(gateway)));
    const watched = JSON.stringify(neighbours);
    if (watched === this.#watched) return;
    this.#watched = watched;
    this.#parts.source.watchNeighbours?.(neighbours);
  }

  /** What the source tells. */
  hear(neighbours: readonly WatchedNeighbour[]): void {
    for (const { interfaceIndex, address, failed } of neighbours)
      this.#tell(gatewayKey(interfaceIndex, address), failed);
  }

  /** After the effects of an event: a round that found no host has the gateways probed, and so do the later steps of a recovery. */
  heed(effects: readonly Effect[], machine: Machine): void {
    if (this.#probeTimeoutMs === null) return;
    for (const effect of effects) {
      if (effect.type === 'publish' && effect.state === 'down') this.#probe(machine);
      else if (effect.type === 'publish') this.#cancel();
      else if (effect.type === 'arm-timer' && effect.timer === 'recovery' && isLateStep(effect.step))
        this.#probe(machine);
      else if (effect.type === 'disarm-timer' && effect.timer === 'recovery') this.#cancel();
    }
  }

  /** Starts afresh. What had been under way is not known to who only has the machine. */
  relaunch(machine: Machine): void {
    this.#cancel();
    if (machine.state === 'down') this.#probe(machine);
  }

  #probe({ paths }: Machine): void {
    const timeoutMs = this.#probeTimeoutMs;
    if (timeoutMs === null) return;
    for (const gateway of gatewaysOf(paths)) {
      if (this.#running.has(gateway)) continue;
      const onVerdict = (answered: boolean): void => {
        this.#running.delete(gateway);
        if (answered) this.#tell(gateway, false);
        else this.#hosts.gateways.note(gateway, false);
      };
      this.probes += GATEWAY_PORTS.length;
      this.#running.set(gateway, probeGateway(this.#parts.prober, this.#target(gateway), timeoutMs, onVerdict));
    }
  }

  // Link-local addresses are of one link each, RFC 4007; any other the kernel finds by itself.
  #target(gateway: string): GatewayTarget {
    const { interfaceIndex, address } = parseGatewayKey(gateway);
    const linkLocal = /^fe[89ab]/i.test(address);
    const name = linkLocal ? (this.#table.link(interfaceIndex)?.name ?? null) : null;
    return { family: addressFamily(address) ?? 4, address, interface: name };
  }

  #tell(gateway: string, failed: boolean): void {
    const link = this.#table.link(parseGatewayKey(gateway).interfaceIndex);
    const cause: StateCause = link === undefined ? { type: 'probe' } : { type: 'probe', interface: link.name };
    this.#hosts.gateways.note(gateway, !failed);
    this.#dispatch({ type: 'gateway', gateway, failed, cause });
  }

  #cancel(): void {
    for (const probe of this.#running.values()) probe.cancel();
    this.#running.clear();
  }
}

function neighbourOf(gateway: string, failed: boolean): WatchedNeighbour {
  const { interfaceIndex, address } = parseGatewayKey(gateway);
  return { family: addressFamily(address) ?? 4, address, interfaceIndex, failed };
}
