/** Which interfaces count, by name and kind. */
export interface InterfaceSelection {
  /** Names that alone count, in order of preference; empty when all do. */
  readonly preferred: readonly string[];
  /** Whether all count. If not, sources tell nothing of those that don't. */
  readonly all: boolean;
  /** Whether such an interface can carry the network at all. A kind that isn't given is no kind's. */
  counts(name: string, kind?: string): boolean;
}

/** What an entry of `ignoreInterfaces` begins with when it names a kind. No name of an interface has a colon. */
export const KIND_PREFIX = 'kind:';

/**
 * The rule of native/netlink/selection.h.
 *
 * @param preferred  exact names; empty means all
 * @param ignored  patterns in which `*` stands for any run of characters and `?` for one, or kinds such as `kind:veth`
 */
export function selectInterfaces(preferred: readonly string[], ignored: readonly string[]): InterfaceSelection {
  if (preferred.length === 0 && ignored.length === 0) return { preferred, all: true, counts: () => true };
  const names = new Set(preferred);
  const isKind = (entry: string): boolean => entry.startsWith(KIND_PREFIX);
  const kinds = new Set(ignored.filter(isKind).map((entry) => entry.slice(KIND_PREFIX.length)));
  const patterns = ignored.filter((entry) => !isKind(entry)).map(patternToExpression);
  const isIgnored = (name: string, kind: string): boolean =>
    kinds.has(kind) || patterns.some((pattern) => pattern.test(name));
  return {
    preferred,
    all: false,
    counts: (name, kind = '') => (names.size === 0 || names.has(name)) && !isIgnored(name, kind),
  };
}

function patternToExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su');
}
