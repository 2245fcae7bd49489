type CamelCase<Key> = Key extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Key;

/** The same object with its keys in camelCase, without what was undefined. */
export type CamelCased<Section> = { [Key in keyof Section as CamelCase<Key>]: Exclude<Section[Key], undefined> };

/** Options as a file spells them, `check_interval`, become options as the code does, `checkInterval`. */
export function camelCased<Section extends object>(section: Section): CamelCased<Section> {
  const rename = (key: string): string => key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  // The types of computed keys are beyond inference: CamelCase above states the same rule.
  return renamed(section, rename) as CamelCased<Section>;
}

/** The other way round, for showing options to those who write files. */
export function snakeCased(options: object): Record<string, unknown> {
  return renamed(options, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function renamed(object: object, rename: (key: string) => string): Record<string, unknown> {
  const values: Array<[string, unknown]> = Object.entries(object);
  return Object.fromEntries(
    values.filter(([, value]) => value !== undefined).map(([key, value]) => [rename(key), value]),
  );
}
