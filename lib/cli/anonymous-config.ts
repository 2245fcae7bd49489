import { DURATION_GRAMMAR } from '../duration.ts';
import { formatCheckHost } from '../monitor/check-host.ts';
import type { EffectiveValue } from '../config/effective.ts';
import type { ExaminedSettings } from './doctor-examination.ts';

const HIDDEN = '***';
// Texts that are one of a few words. Of others only durations say nothing of anybody.
const OPEN_KEYS: ReadonlySet<string> = new Set(['preset', 'retry.jitter']);

/** Every value in force by its key, with what names a network replaced and anything else that could be a secret left out. */
export function anonymizeConfig(
  values: readonly EffectiveValue[],
  /** With pseudonyms for names. */
  settings: ExaminedSettings,
): Record<string, Omit<EffectiveValue, 'key'>> {
  const replaced: Readonly<Record<string, unknown>> = {
    'network_monitor.check_hosts': settings.checkHosts.map(formatCheckHost),
    'network_monitor.preferred_ifaces': settings.preferredInterfaces,
    'network_monitor.ignore_interfaces': settings.ignoreInterfaces,
    'network_monitor.captive_portal_url': settings.captivePortalUrl,
  };
  return Object.fromEntries(
    values.map(({ key, value, origin, source }) => [
      key,
      {
        value: Object.hasOwn(replaced, key) ? replaced[key] : OPEN_KEYS.has(key) ? value : withoutTexts(value),
        origin,
        // The path of a file names its owner as often as not.
        source: origin === 'file' && source !== null ? source.replace(/^.*?(?=(:\d+)*$)/s, 'FILE') : source,
      },
    ]),
  );
}

function withoutTexts(value: unknown): unknown {
  if (typeof value === 'string') return DURATION_GRAMMAR.test(value) ? value : HIDDEN;
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutTexts(each)]));
}
