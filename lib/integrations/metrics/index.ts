export type { MeasuredMonitor } from './measured-monitor.ts';
export { type OpenTelemetryMeter, registerOpenTelemetry } from './open-telemetry.ts';
export { registerPrometheus } from './prometheus.ts';
