import { descendantsOf, type ProcessRecord } from './process-record.ts';

/** Sends a signal to one process, if it is there and ours to signal. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: it is gone, which is all that is wanted. EPERM: it has become somebody else's, as with sudo.
  }
}

/**
 * Sends a signal to these processes and to all that descends from them, and answers the latter. None escapes by a fork
 * meanwhile: a process with a SIGSTOP pending can't (copy_process in kernel/fork.c), so all are stopped before it is sent.
 */
export function sendToFamilies(roots: readonly number[], signal: NodeJS.Signals): ProcessRecord[] {
  const family = new Map<number, ProcessRecord>();
  let fresh = [...roots];
  while (fresh.length > 0) {
    for (const pid of fresh) send(pid, 'SIGSTOP');
    const found = roots.flatMap((root) => descendantsOf(root)).filter(({ pid }) => !family.has(pid));
    for (const record of found) family.set(record.pid, record);
    fresh = found.map(({ pid }) => pid);
  }
  const all = new Set([...roots, ...family.keys()]);
  // Both before the first goes on, or a shell whose child has ended would begin its next command.
  for (const each of [signal, 'SIGCONT'] as const) for (const pid of all) send(pid, each);
  return [...family.values()];
}
