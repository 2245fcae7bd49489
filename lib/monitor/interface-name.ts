import { InvalidOptionError } from '../errors.ts';

import { KIND_PREFIX } from '../table/selection.ts';

/**
 * The name of an interface, or a pattern of names, as the kernel allows them (dev_valid_name in net/core/dev.c) but for
 * its length, which is another one for alternative names.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
 */
export function parseInterfaceName(option: string, name: unknown): string {
  if (isName(name) && !name.startsWith(KIND_PREFIX)) return name;
  throw new InvalidOptionError(option, name, 'the name of an interface');
}

/**
 * What `ignoreInterfaces` has: a name, a pattern of names, or `kind:` and the kind of a link as `ip -d link` shows it.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
 */
export function parseIgnoredInterface(option: string, entry: unknown): string {
  if (isName(entry) && (!entry.startsWith(KIND_PREFIX) || KIND.test(entry.slice(KIND_PREFIX.length)))) return entry;
  throw new InvalidOptionError(option, entry, "the name of an interface, a pattern of names, or a kind: 'kind:veth'");
}

// The names of kernel modules, and shorter than theirs may be: MODULE_NAME_LEN.
const KIND = /^[\w.-]{1,55}$/;

function isName(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && !/[\s/]/.test(name);
}
