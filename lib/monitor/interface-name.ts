import { InvalidOptionError } from '../errors.ts';

/**
 * The name of an interface, or a pattern of names, as the kernel allows them (dev_valid_name in net/core/dev.c) but for
 * its length, which is another one for alternative names.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
 */
export function parseInterfaceName(option: string, name: unknown): string {
  if (typeof name === 'string' && name !== '' && !/[\s/]/.test(name)) return name;
  throw new InvalidOptionError(option, name, 'the name of an interface');
}
