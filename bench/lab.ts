import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const LAB = fileURLToPath(new URL('../scripts/lab.mjs', import.meta.url));
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

// Any will do: one real-time process goes before all ordinary ones.
const REALTIME_PRIORITY = '10';

/** Whether this process is in a namespace that was made for it. Outside nothing is measured: no packet may leave the machine. */
export function isInLab(): boolean {
  return process.env['NETWAKE_LAB'] === '1';
}

/** Runs the same command line in a lab namespace, and answers its exit code. */
export async function enterLab(args: readonly string[], realtime: boolean): Promise<number> {
  const command = [process.execPath, LAB, process.execPath, '--import', 'tsx', MAIN, ...args];
  // Set before the namespace is entered: inside, root has no right to it any more, but what it starts inherits it.
  if (realtime) command.unshift('chrt', '--fifo', REALTIME_PRIORITY);
  const child = spawn(command[0]!, command.slice(1), { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
