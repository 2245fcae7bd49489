// Control characters, those that turn the direction of what follows or are not seen, line separators, and what is no character.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text that comes from elsewhere, without what would do something to a terminal: the kernel takes any bytes but a few for the
 * name of an interface, an escape among them.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\u{FFFD}');
}
