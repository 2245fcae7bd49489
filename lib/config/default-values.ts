import { monitorDefaults, retryDefaults } from './defaults.ts';
import type { GivenValues } from './layer.ts';

/** The defaults as a file would spell them. Null: there is none, and what the key is for is off. */
export const defaultValues: Readonly<Record<'network_monitor' | 'retry', GivenValues>> & GivenValues = Object.freeze({
  preset: null,
  network_monitor: Object.freeze({
    check_interval: inUnits(monitorDefaults.checkIntervalMs),
    check_timeout: inUnits(monitorDefaults.checkTimeoutMs),
    check_hosts: monitorDefaults.checkHosts,
    notify_on_change: monitorDefaults.notifyOnChange,
    enable_netlink: monitorDefaults.enableNetlink,
    audit_interval: monitorDefaults.auditIntervalMs === null ? null : inUnits(monitorDefaults.auditIntervalMs),
    gateway_probe: monitorDefaults.gatewayProbe,
    preferred_ifaces: monitorDefaults.preferredInterfaces,
    ignore_interfaces: monitorDefaults.ignoreInterfaces,
    flap_damping: monitorDefaults.flapDamping,
    captive_portal_url: monitorDefaults.captivePortalUrl,
  }),
  retry: Object.freeze({
    max_attempts: retryDefaults.maxAttempts,
    initial_delay: inUnits(retryDefaults.initialDelayMs),
    max_delay: inUnits(retryDefaults.maxDelayMs),
    multiplier: retryDefaults.multiplier,
    jitter: retryDefaults.jitter,
    wait_for_network: retryDefaults.waitForNetwork,
  }),
  webhooks: Object.freeze([]),
});

function inUnits(milliseconds: number): string {
  return milliseconds % 1_000 === 0 ? `${milliseconds / 1_000}s` : `${milliseconds}ms`;
}
