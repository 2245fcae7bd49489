export { type MeasuredMonitor, registerPrometheus } from './prometheus.ts';
