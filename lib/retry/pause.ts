import type { ClockTimer } from '../clock.ts';
import type { Flight } from './flight.ts';

/** How a pause ended: in time, or cut short by an outage, found before or after the failure had been verified. */
export type PauseEnd = 'elapsed' | 'down-unverified' | 'down';

/**
 * Waits out a backoff, and until the network has been verified, whichever takes longer. An outage ends it at once.
 *
 * @param delayMs  null: no backoff, only the verdict
 * @param verify  begins the verification; null when there is nothing to verify
 * @throws the reason of the caller's signal on abort
 */
export function pause(
  delayMs: number | null,
  verify: (() => Promise<void> | null) | null,
  { clock, policy, lot, hook }: Flight,
): Promise<PauseEnd> {
  return new Promise((resolve, reject) => {
    let timer: ClockTimer | null = null;
    let delayed = delayMs !== null;
    let verifying = verify !== null;
    const end = (settle: () => void): void => {
      timer?.cancel();
      lot?.unwatch(watcher);
      if (hook !== null) hook.interrupt = null;
      settle();
    };
    const proceed = (): void => {
      if (!delayed && !verifying) end(() => resolve('elapsed'));
    };
    const watcher = { onDown: () => end(() => resolve(verifying ? 'down-unverified' : 'down')) };
    if (hook !== null) hook.interrupt = (reason) => end(() => reject(reason));
    // Before the verification begins, for it may find the outage at once.
    lot?.watch(watcher);
    const elapse = (): void => {
      delayed = false;
      proceed();
    };
    if (delayMs !== null) timer = clock.setTimer(elapse, delayMs, { unref: policy.unref });
    const verified = (): void => {
      verifying = false;
      proceed();
    };
    const verdict = verify?.() ?? null;
    if (verdict === null) verified();
    else void verdict.then(verified);
  });
}

/** Waits until it is known whether the target of an operation can be used, which has to be asked first. */
export async function settleDoubt(flight: Flight): Promise<void> {
  const { lot } = flight;
  if (lot !== null) await pause(null, () => lot.verify(), flight);
}
