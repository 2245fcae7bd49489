import { defaultValues } from './default-values.ts';
import { configKeys } from './keys.ts';
import type { ConfigLayer, GivenValues, Origin } from './layer.ts';

/** A value that is in force, and where it comes from. */
export interface EffectiveValue {
  /** `network_monitor.check_interval` */
  readonly key: string;
  /** As it was given; null where there is none by default. */
  readonly value: unknown;
  readonly origin: Origin;
  /** `FILE:LINE:COLUMN`, the name of a preset, a variable or a flag; null for a default. */
  readonly source: string | null;
}

/** Layers by what of them is shown. */
export type ShownLayer = Pick<ConfigLayer, 'origin' | 'given' | 'placeOf'>;

const DEFAULTS: ShownLayer = { origin: 'default', given: defaultValues, placeOf: () => null };
// Two names of one value, of which the format has one.
const ALIASES: ReadonlyMap<string, string> = new Map([['preferred_ifaces', 'preferred_interfaces']]);

/** Every value that is in force, in the order of the format. `layers`: the weakest first. */
export function effectiveValues(layers: readonly ShownLayer[]): EffectiveValue[] {
  const strongestFirst = [DEFAULTS, ...layers].reverse();
  const aliases = [...ALIASES.values()];
  return configKeys
    .filter(({ path }) => !aliases.includes(path.at(-1)!))
    .flatMap(({ path, name }) => {
      const found = strongestFirst.flatMap((layer) => lookUp(layer, path)).at(0);
      return found === undefined ? [] : [{ key: name, ...found }];
    });
}

function lookUp({ origin, given, placeOf }: ShownLayer, path: readonly string[]): Array<Omit<EffectiveValue, 'key'>> {
  const last = path.at(-1)!;
  return [last, ALIASES.get(last) ?? last].flatMap((name) => {
    const actual = [...path.slice(0, -1), name];
    const value = actual.reduce<unknown>((section, step) => (section as GivenValues | null | undefined)?.[step], given);
    if (value === undefined || (value === null && origin !== 'default')) return [];
    return [{ value, origin, source: placeOf(actual) }];
  });
}
