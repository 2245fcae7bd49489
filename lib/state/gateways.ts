import type { HostPath } from './machine.ts';

/**
 * Names a gateway: the same address on two interfaces may be two machines.
 *
 * @param interfaceIndex  of the interface that leads to it
 */
export function gatewayKey(interfaceIndex: number, address: string): string {
  return `${interfaceIndex} ${address}`;
}

/** The interface and the address of a {@link gatewayKey}. */
export function parseGatewayKey(key: string): { interfaceIndex: number; address: string } {
  const space = key.indexOf(' ');
  return { interfaceIndex: Number(key.slice(0, space)), address: key.slice(space + 1) };
}

/** Every gateway by which some host is reached, once each. */
export function gatewaysOf(paths: readonly HostPath[]): string[] {
  return [...new Set(paths.flatMap((path) => (path.usable ? (path.gateways ?? []) : [])))];
}

/** Whether all that leads anywhere leads through gateways that have failed. */
export function areGatewaysDead(paths: readonly HostPath[], failed: readonly string[]): boolean {
  if (failed.length === 0) return false;
  const usable = paths.filter((path) => path.usable);
  const isDead = ({ gateways = [] }: HostPath): boolean =>
    gateways.length > 0 && gateways.every((gateway) => failed.includes(gateway));
  return usable.length > 0 && usable.every(isDead);
}
