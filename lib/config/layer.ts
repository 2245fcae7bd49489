import type { ConfigDocument, ConfigPath } from './schema.ts';

/** Where a value comes from, the weakest first: each is laid over those before it. */
export type Origin = 'default' | 'preset' | 'file' | 'environment' | 'flag';

/** Values as a file spells them: sections of keys in snake_case. */
export type GivenValues = Readonly<Record<string, unknown>>;

/** The values of one origin, validated. */
export interface ConfigLayer {
  readonly origin: Origin;
  readonly document: ConfigDocument;
  /** The same values as they were given. */
  readonly given: GivenValues;
  /** Where exactly the value at the end of the path comes from: a place in a file, a variable. Null where there is no more to say. */
  placeOf(path: ConfigPath): string | null;
}
