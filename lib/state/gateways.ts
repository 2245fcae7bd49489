import type { HostPath } from './machine.ts';

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
