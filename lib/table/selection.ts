/** Which interfaces count, by name. */
export interface InterfaceSelection {
  /** Names that alone count, in order of preference; empty when all do. */
  readonly preferred: readonly string[];
  /** Whether an interface of this name can carry the network at all. */
  counts(name: string): boolean;
}

/**
 * @param preferred  exact names; empty means all
 * @param ignored  patterns in which `*` stands for any run of characters and `?` for one
 */
export function selectInterfaces(preferred: readonly string[], ignored: readonly string[]): InterfaceSelection {
  if (preferred.length === 0 && ignored.length === 0) return { preferred, counts: () => true };
  const names = new Set(preferred);
  const patterns = ignored.map(patternToExpression);
  return {
    preferred,
    counts: (name) => (names.size === 0 || names.has(name)) && !patterns.some((pattern) => pattern.test(name)),
  };
}

function patternToExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
