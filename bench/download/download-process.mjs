// A download under measurement, as users run it: compiled, in a process of its own. To the line `download URL FILE DIGEST` it
// downloads, and prints `complete REQUESTS` at the end; the line `arm` it answers with `armed`, and prints `byte NANOSECONDS` when
// the next bytes are on the disk. It prints `STATE NANOSECONDS` from a `state` listener.
import '../lab-only.mjs';
import { writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { NetworkMonitor } from '../../dist/index.js';
import { download } from '../../dist/integrations/undici/index.js';

let isArmed = false;

function onProgress() {
  if (!isArmed) return;
  isArmed = false;
  const nanoseconds = process.hrtime.bigint();
  writeSync(1, `byte ${nanoseconds}\n`);
}

async function perform(url, file, hex) {
  const digest = { algorithm: 'sha256', hex };
  const { requests } = await download(url, file, { monitor, maxAttempts: 2, digest, onProgress });
  await rm(file);
  writeSync(1, `complete ${requests}\n`);
}

const monitor = new NetworkMonitor();
monitor.on('state', (change) => {
  const nanoseconds = process.hrtime.bigint();
  writeSync(1, `${change.state} ${nanoseconds}\n`);
});
createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, ...args] = line.split(' ');
  if (word === 'download') return void perform(...args);
  isArmed = true;
  writeSync(1, 'armed\n');
});
await monitor.start();
