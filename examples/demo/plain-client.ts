import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from './account.ts';
import { download } from './download.ts';
import type { Timeline } from './timeline.ts';

const MAX_ATTEMPTS = 5;
const INITIAL_DELAY_MS = 1_000;

/** The loop that everybody writes: five attempts, one second, then twice as long. It knows nothing of the network. */
export async function plainClient(url: string, timeline: Timeline, signal: AbortSignal): Promise<Account> {
  const account = new Account(MAX_ATTEMPTS);
  await account.settle(retryLoop(url, account, timeline, signal));
  if (account.finishedNs !== null) timeline.add('plain', 'download complete', account.finishedNs);
  return account;
}

async function retryLoop(url: string, account: Account, timeline: Timeline, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    timeline.add('plain', `attempt ${attempt} of ${MAX_ATTEMPTS}`);
    try {
      return await download(url, signal, account.begin());
    } catch (error) {
      signal.throwIfAborted();
      account.failedAttempts++;
      const failed = `attempt ${attempt} failed: ${(error as Error).message}`;
      if (attempt === MAX_ATTEMPTS) {
        timeline.add('plain', `${failed}; gives up for good`);
        throw error;
      }
      const delayMs = INITIAL_DELAY_MS * 2 ** (attempt - 1);
      timeline.add('plain', `${failed}; waits ${delayMs / 1_000} s`);
      await sleep(delayMs, undefined, { signal });
    }
  }
}
