import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the package; what runs there can import it by its name. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

// Far more than any of these takes; one that hangs is killed, which no test takes for an end.
const BOUND_MS = 15_000;

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

let built = false;

/** Compiles lib/ to dist/, once: children and workers run what users run. */
export function build(): void {
  if (built) return;
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-ts.mjs')], { cwd: ROOT });
  if (!existsSync(join(ROOT, 'build/Release/netwake.node')))
    throw new Error('the addon is not built: npm run build:native');
  built = true;
}

/** Runs a module of this text in a process of its own, to its end. */
export async function runModule(text: string): Promise<ChildEnd> {
  return run(['--input-type=module', '--eval', text]);
}

/** Runs node with these arguments, to its end, which comes after `boundMs` at the latest. */
export async function run(args: readonly string[], boundMs: number = BOUND_MS): Promise<ChildEnd> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], timeout: boundMs });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}
