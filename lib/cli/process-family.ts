import { monotonicMs } from '../clock.ts';
import { canStillFork, descendantsOf, type ProcessRecord } from './process-record.ts';

/** How long is waited for a process to stop: one that waits in the kernel for a device or a server may never do. */
const STOP_PATIENCE_MS = 100;

/** Sends a signal to one process, if it is there and ours to signal: whether it was. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // ESRCH: it is gone, which is all that is wanted. EPERM: it has become somebody else's, as with sudo.
    return false;
  }
}

/**
 * Sends a signal to these processes and to all that descends from them, and answers the latter. None escapes by a fork
 * meanwhile: all are stopped before it is sent, and looked at for children when they have stopped, for a fork that has begun goes
 * on when a SIGSTOP comes (copy_process in kernel/fork.c).
 */
export function sendToFamilies(roots: readonly number[], signal: NodeJS.Signals): ProcessRecord[] {
  const family = new Map<number, ProcessRecord>();
  let fresh = [...roots];
  while (fresh.length > 0) {
    awaitStop(fresh.filter((pid) => send(pid, 'SIGSTOP')));
    const found = roots.flatMap((root) => descendantsOf(root)).filter(({ pid }) => !family.has(pid));
    for (const record of found) family.set(record.pid, record);
    fresh = found.map(({ pid }) => pid);
  }
  const all = new Set([...roots, ...family.keys()]);
  // Both before the first goes on, or a shell whose child has ended would begin its next command.
  for (const each of [signal, 'SIGCONT'] as const) for (const pid of all) send(pid, each);
  return [...family.values()];
}

// Not one turn of the event loop: whoever ends a family wants it ended before anything else happens.
function awaitStop(pids: readonly number[]): void {
  const endMs = monotonicMs() + STOP_PATIENCE_MS;
  while (pids.some(canStillFork) && monotonicMs() < endMs);
}
