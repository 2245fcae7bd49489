/**
 * A wait that the caller's signal ends. No listener stays behind.
 *
 * @param begin  begins to wait for what calls `end`, and answers what takes that back, which is called in any case
 * @throws the signal's reason
 */
export function abortable<Outcome>(
  signal: AbortSignal | undefined,
  begin: (end: (outcome: Outcome) => void) => () => void,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    let takeBack: (() => void) | null = null;
    let ended = false;
    const settle = (how: () => void): void => {
      if (ended) return;
      ended = true;
      takeBack?.();
      signal?.removeEventListener('abort', abort);
      how();
    };
    const abort = (): void => settle(() => reject(signal?.reason));
    signal?.addEventListener('abort', abort, { once: true });
    takeBack = begin((outcome) => settle(() => resolve(outcome)));
    // It may have ended before there was anything to take back.
    if (ended) takeBack();
  });
}
