import { InvalidOptionError } from '../errors.ts';

/**
 * A plain http: URL, in its normal form. Nothing may be encrypted that a portal is to answer in place of somebody else, and
 * nothing may be secret that goes through it.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
 */
export function parsePortalUrl(option: string, value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol !== 'http:' || url.username !== '' || url.password !== '')
    throw new InvalidOptionError(option, value, 'a plain http: URL, without a name or a password');
  url.hash = '';
  return url.href;
}

/** The host that a URL names, an IPv6 address without its brackets. */
export function hostOfUrl(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
}
