import type { LostWay } from '../../lib/index.ts';

/** A Wi-Fi address that is gone, and was in use until now, unless told otherwise. */
export function lostWay(differences: Partial<LostWay> = {}): LostWay {
  return {
    ...{ interface: 'wlan0', source: '10.0.0.2', gateway: '10.0.0.1', cause: 'address', unusedMs: 0 },
    ...differences,
  } as LostWay;
}
