/**
 * The words that run a program of the system's: without what the tests may have been preloaded with. Of a sanitizer's runtime
 * curl hangs before it begins, and troff dies.
 */
export function foreign(...words: string[]): string[] {
  return ['env', '-u', 'LD_PRELOAD', ...words];
}
