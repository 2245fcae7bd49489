import { propertyOf } from './causes.ts';

/** The message of whatever was thrown. */
export function textOf(thrown: unknown): string {
  const message = propertyOf(thrown, 'message');
  if (typeof message === 'string') return message;
  try {
    return String(thrown);
  } catch {
    return 'what was thrown has no text';
  }
}
