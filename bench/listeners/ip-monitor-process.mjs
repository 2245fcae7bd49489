// `ip monitor link` piped into Node, as scripts do it. ip(8) goes on after an overflow, and says so on its standard error.
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { answer, monotonicMs, stateBits } from './answer.mjs';

const LINK = /^(Deleted )?(\d+): [^<]*<([^>]*)>/;

const table = {};
let messages = 0;
let overflows = 0;
let changedAtMs = 0;

function take(line) {
  const [, deleted, index, list] = LINK.exec(line) ?? [];
  if (index === undefined) return;
  messages++;
  const flags = new Set(list.split(','));
  const carrier = flags.has('UP') && flags.has('LOWER_UP') && !flags.has('NO-CARRIER');
  const state = deleted === undefined ? stateBits(flags.has('UP'), carrier) : undefined;
  if (table[index] === state) return;
  if (state === undefined) delete table[index];
  else table[index] = state;
  changedAtMs = monotonicMs();
}

const monitor = spawn('ip', ['-o', 'monitor', 'link'], { stdio: ['ignore', 'pipe', 'pipe'] });
createInterface({ input: monitor.stdout }).on('line', take);
createInterface({ input: monitor.stderr }).on('line', () => overflows++);
for (const line of execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' }).split('\n')) take(line);
messages = 0;
answer(() => ({ messages, overflows, changedAtMs, table }));
