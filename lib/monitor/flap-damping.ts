import { flapDampingDefaults } from '../config/defaults.ts';
import type { Duration } from '../duration.ts';
import { InvalidOptionError } from '../errors.ts';
import { readPositiveDuration, refuseUnknownOptions } from '../options.ts';
import { ceilingOf, type DampingSettings } from '../state/damping.ts';

/** Figures of the damping, by the names of RFC 2439. What is absent has its default. */
export interface FlapDampingOptions {
  /** Added by each outage. Default 1000. */
  penalty?: number;
  /** Above it, what follows an outage is held back … Default 3000. */
  suppress?: number;
  /** … until it has decayed to this. Default 750. */
  reuse?: number;
  /** Half of it is gone after this long. Default 30 s. */
  halfLife?: Duration;
  /** The longest that anything is held back after the last outage. Default 2 min. */
  maxSuppress?: Duration;
}

const KNOWN: ReadonlyArray<keyof FlapDampingOptions> = ['penalty', 'suppress', 'reuse', 'halfLife', 'maxSuppress'];

/** Null when nothing is to be damped. @throws InvalidOptionError, UnknownOptionError */
export function readFlapDamping(option: string, value: unknown): DampingSettings | null {
  if (value === undefined || value === false) return null;
  if (value === true) return flapDampingDefaults;
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new InvalidOptionError(option, value, 'true, false or an object');
  refuseUnknownOptions(option, value, KNOWN);
  const given: FlapDampingOptions = value;
  const named = (name: string): string => (option === '' ? name : `${option}.${name}`);
  const settings: DampingSettings = Object.freeze({
    penalty: readFigure(named('penalty'), given.penalty, flapDampingDefaults.penalty),
    suppress: readFigure(named('suppress'), given.suppress, flapDampingDefaults.suppress),
    reuse: readFigure(named('reuse'), given.reuse, flapDampingDefaults.reuse),
    halfLifeMs: readPositiveDuration(named('halfLife'), given.halfLife, flapDampingDefaults.halfLifeMs),
    maxSuppressMs: readPositiveDuration(named('maxSuppress'), given.maxSuppress, flapDampingDefaults.maxSuppressMs),
  });
  if (settings.reuse >= settings.suppress)
    throw new InvalidOptionError(named('reuse'), settings.reuse, `less than suppress, ${settings.suppress}`);
  // It would never be reached, and nothing ever be damped.
  if (ceilingOf(settings) <= settings.suppress)
    throw new InvalidOptionError(
      named('maxSuppress'),
      given.maxSuppress ?? settings.maxSuppressMs,
      'long enough for the penalty to decay from suppress to reuse',
    );
  return settings;
}

function readFigure(option: string, value: unknown, byDefault: number): number {
  if (value === undefined) return byDefault;
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
    throw new InvalidOptionError(option, value, 'a number of more than 0');
  return value;
}
