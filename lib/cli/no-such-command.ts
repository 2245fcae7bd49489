import { nearestName } from '../options.ts';

/**
 * Says that there is no such command, which there are, and which of them may have been meant.
 *
 * @param owner  the command that they belong to
 */
export function noSuchCommand(name: string, names: readonly string[], owner?: string): string {
  const nearest = nearestName(name, names);
  const hint = nearest === null ? '' : ` (Did you mean ${nearest}?)`;
  return `there is no command '${owner === undefined ? '' : `${owner} `}${name}', only ${names.join(', ')}${hint}`;
}
