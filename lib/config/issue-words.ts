import { printable } from '../errors.ts';
import type { ConfigIssue, ConfigPath } from './schema.ts';

/** `network_monitor.check_hosts[1]` */
export function dotted(path: ConfigPath): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${printable(step)}`)).join('');
  return text.replace(/^\./, '');
}

/** What is wrong with what, without saying where that stands. */
export function inWords({ told, message }: ConfigIssue): string {
  return `${told.length === 0 ? 'the configuration' : dotted(told)} ${message}`;
}
