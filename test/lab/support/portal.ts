import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Lab } from './lab.ts';

const PROGRAM = fileURLToPath(new URL('portal.mjs', import.meta.url));

/** Captive at first. */
export function startPortal(lab: Lab): Promise<ChildProcess> {
  return lab.internet.start(process.execPath, PROGRAM);
}

export async function turnPortal(portal: ChildProcess, how: 'open' | 'captive'): Promise<void> {
  portal.stdin!.write(`${how}\n`);
  await once(portal.stdout!, 'data');
}
