import type { Lab } from './lab.ts';

/** Resolves when a connect has been begun and nobody has answered. */
export async function probesUnderWay(lab: Lab): Promise<void> {
  while (!(await lab.host.run('ss -Htn state syn-sent')).includes('8.8.8.8')) continue;
}
