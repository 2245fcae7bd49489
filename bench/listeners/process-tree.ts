import { readdir, readFile } from 'node:fs/promises';

/** A process and all that it has started, itself first. One that has ended has no tree. */
export async function processTree(pid: number): Promise<number[]> {
  const children: number[] = [];
  for (const thread of await threads(pid)) children.push(...(await numbers(`/proc/${pid}/task/${thread}/children`)));
  const below = await Promise.all(children.map((child) => processTree(child)));
  return [pid, ...below.flat()];
}

/**
 * Milliseconds of processor time, user and system, of a process and all that it has started. Of /proc/PID/schedstat and not of
 * /proc/PID/stat, which counts in ticks of 10 ms.
 */
export async function processorMs(pid: number): Promise<number> {
  let nanoseconds = 0;
  for (const member of await processTree(pid))
    for (const thread of await threads(member))
      nanoseconds += (await numbers(`/proc/${member}/task/${thread}/schedstat`))[0] ?? 0;
  return nanoseconds / 1e6;
}

/** How often the main thread of a process has gone to sleep of itself: once a wake-up. */
export async function voluntarySwitches(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/task/${pid}/status`, 'utf8');
  return Number(/^voluntary_ctxt_switches:\s*(\d+)$/m.exec(status)?.[1]);
}

/** What of a process's memory it alone holds: without the pages of files, which are the page cache's. */
export async function privateBytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Private_Dirty:\s*(\d+) kB$/m.exec(rollup)?.[1]) * 1_024;
}

async function threads(pid: number): Promise<string[]> {
  return readdir(`/proc/${pid}/task`).catch(() => []);
}

async function numbers(file: string): Promise<number[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split(/\s+/).filter(Boolean).map(Number);
}
