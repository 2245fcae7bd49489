import type { HostSnapshot, InterfaceSnapshot } from '../../lib/monitor/snapshot.ts';

/** An interface with carrier and an address. */
export const ETH0: InterfaceSnapshot = {
  name: 'eth0',
  index: 2,
  kind: 'veth',
  up: true,
  carrier: true,
  operState: 'up',
  mtu: 1500,
  mac: '02:00:00:00:00:01',
  addresses: [
    { address: '10.0.0.2', prefixLength: 24, family: 4, scope: 'global', tentative: false, deprecated: false },
  ],
};

/** Loopback. */
export const LO: InterfaceSnapshot = { ...ETH0, name: 'lo', index: 1, kind: 'loopback', addresses: [] };

/** A host behind a gateway that answers. */
export const HOST: HostSnapshot = {
  host: '192.0.2.1',
  port: 443,
  reachable: true,
  rttMs: 1.25,
  error: null,
  interface: 'eth0',
  source: '10.0.0.2',
  gateway: '10.0.0.1',
  gatewayState: null,
  checkedAt: null,
  bound: null,
  timeoutMs: 300,
  families: [],
  lookup: null,
};

/** One that does not. */
export const SILENT: HostSnapshot = { ...HOST, host: '192.0.2.2', reachable: false, rttMs: null, error: 'ETIMEDOUT' };
/** One to which there is no way. */
export const UNROUTED: HostSnapshot = { ...SILENT, error: 'ENETUNREACH', interface: null, source: null, gateway: null };
/** One whose name is not found. */
export const NAMELESS: HostSnapshot = {
  ...UNROUTED,
  host: 'name.example',
  error: 'ENOTFOUND',
  lookup: { error: 'ENOTFOUND', foundAt: null },
};
