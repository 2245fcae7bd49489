import { NetlinkError } from '../errors.ts';

/** Turns what the addon throws into a NetlinkError; anything else stays what it is. */
export function toNetlinkError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { syscall, errno } = error as Partial<Record<'syscall' | 'errno', unknown>>;
  return typeof syscall === 'string' && typeof errno === 'string'
    ? new NetlinkError(syscall, errno, { cause: error })
    : error;
}
