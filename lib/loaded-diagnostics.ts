import type diagnostics from 'node:diagnostics_channel';

type Diagnostics = typeof diagnostics;

const ENTRY = 'NativeModule diagnostics_channel';
// What the process has loaded so far, in order. Node has had this list for ever, if without documentation.
const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };

let loaded: Diagnostics | null = null;
/** So many entries of the list have been looked at. */
let seen = 0;

/**
 * node:diagnostics_channel, once somebody in this process has loaded it: who listens to a channel has, and nobody else is made
 * to pay for it (25 KB with the channels). Until then null, at the price of a comparison.
 */
export function loadedDiagnostics(): Diagnostics | null {
  if (loaded !== null) return loaded;
  if (moduleLoadList !== undefined) {
    const { length } = moduleLoadList;
    if (length === seen) return null;
    const isNew = moduleLoadList.includes(ENTRY, seen);
    seen = length;
    if (!isNew) return null;
  }
  loaded = process.getBuiltinModule('node:diagnostics_channel');
  return loaded;
}
