// Runs one command with its output shown as it comes. Shared by the scripts that run many.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Until it is killed, from when it was told to end: what it has started itself ends with it. */
const GRACE_MS = 10_000;

/**
 * @param {string[]} command
 * @param {{ env?: object, timeoutMs?: number, cwd?: string }} options
 * @returns {Promise<{ status: number, output: string }>} with both streams; a signal, a time-out and a command that does not exist are 1 too
 */
export async function run([file, ...args], { env = {}, timeoutMs = 15 * 60_000, cwd } = {}) {
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output += text;
      process[name].write(text);
    });
  }
  let timer = setTimeout(() => {
    process.stderr.write(`${file} ${args.join(' ')}: stopped after ${timeoutMs / 60_000} minutes\n`);
    child.kill('SIGTERM');
    timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  }, timeoutMs);
  try {
    const [status] = await once(child, 'close');
    return { status: status ?? 1, output };
  } catch (error) {
    process.stderr.write(`${file}: ${error.message}\n`);
    return { status: 1, output };
  } finally {
    clearTimeout(timer);
  }
}
