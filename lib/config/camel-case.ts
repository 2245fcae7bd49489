type CamelCase<Key> = Key extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Key;

/** The same object with its keys in camelCase, without what was undefined. */
export type CamelCased<Section> = { [Key in keyof Section as CamelCase<Key>]: Exclude<Section[Key], undefined> };

/** Options as a file spells them, `check_interval`, become options as the code does, `checkInterval`. */
export function camelCased<Section extends object>(section: Section): CamelCased<Section> {
  const values: Array<[string, unknown]> = Object.entries(section);
  const entries = values
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), value]);
  // The types of computed keys are beyond inference: CamelCase above states the same rule.
  return Object.fromEntries(entries) as CamelCased<Section>;
}
