import {
  type ChildProcess,
  type ChildProcessByStdio,
  type ChildProcessWithoutNullStreams,
  spawn,
} from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { build, ROOT } from '../../support/child.ts';

// What users have, and it starts in a third of the time of lib/. Only coverage wants to see lib/ itself.
const counted = process.env['NODE_V8_COVERAGE'] !== undefined;
if (!counted) build();

/** The program and the first arguments of the command line. */
export const COMMAND: readonly string[] = counted
  ? [process.execPath, '--import', 'tsx', join(ROOT, 'lib/cli/main.ts')]
  : [process.execPath, join(ROOT, 'dist/cli/main.js')];

const TAKES_NO_MONITOR = /^(--help|-h|--version|-V|help|stats|replay|config|completion)$/;

/** The command line as a child process, as users have it. */
export type Cli = ChildProcessByStdio<null, Readable, Readable>;

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts the command line. Outside a lab it must be told to stay on this machine. */
export function startCli(...args: string[]): Cli {
  return startCliIn({}, ...args);
}

/** The same, with these variables too. */
export function startCliIn(environment: Readonly<Record<string, string>>, ...args: string[]): Cli {
  refuseToLeave(args);
  return spawn(COMMAND[0]!, [...COMMAND.slice(1), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
}

/** The same with a standard input, in a session of its own: in no terminal's foreground, wherever the tests run. */
export function startCliApart(...args: string[]): ChildProcessWithoutNullStreams {
  refuseToLeave(args);
  return spawn(COMMAND[0]!, [...COMMAND.slice(1), ...args], { stdio: 'pipe', detached: true });
}

/** The same in a terminal of its own, whose keys are what is written to it. */
export function startCliInTerminal(...args: string[]): ChildProcessWithoutNullStreams {
  return startInTerminal(`exec ${cliWords(...args)}`);
}

/** Runs the command line to its end, with a file for its standard output. */
export async function runCliInto(file: string, ...args: string[]): Promise<Omit<Outcome, 'stdout'>> {
  refuseToLeave(args);
  const output = openSync(file, 'w');
  const child = spawn(COMMAND[0]!, [...COMMAND.slice(1), ...args], { stdio: ['ignore', output, 'pipe'] });
  closeSync(output);
  const [stderr, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')]);
  return { code: code as number | null, stderr };
}

/** The command line as words for a shell. */
export function cliWords(...args: string[]): string {
  refuseToLeave(args);
  const words = [...COMMAND, ...args];
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}

/** A line for a shell in a terminal of its own: script(1) has its other end. Descriptor 3 of it is a pipe to here. */
export function startInTerminal(
  line: string,
  environment: NodeJS.ProcessEnv = process.env,
): ChildProcessWithoutNullStreams {
  return spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: environment,
  }) as ChildProcess as ChildProcessWithoutNullStreams;
}

/** Runs the command line to its end. */
export function runCli(...args: string[]): Promise<Outcome> {
  return outcomeOf(startCli(...args));
}

/** Waits for the end of a command line that was started. */
export async function outcomeOf(child: Cli): Promise<Outcome> {
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, stdout, stderr };
}

/** The lines that a child prints, one by one. */
export async function* linesOf(child: Cli): AsyncGenerator<string, void> {
  yield* createInterface({ input: child.stdout });
}

/** The next line, of a child that is not through yet. */
export async function nextLine(lines: AsyncGenerator<string, void>): Promise<string> {
  const { value } = await lines.next();
  if (value === undefined) throw new Error('the command ended before this line');
  return value;
}

/** The exit code, once all output has been read. */
export async function exitOf(child: Cli): Promise<number | null> {
  const [code] = child.exitCode === null && child.signalCode === null ? await once(child, 'exit') : [child.exitCode];
  return code as number | null;
}

function refuseToLeave(args: readonly string[]): void {
  // Behind `--` are words of another command.
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const stays = own.some((arg, index) =>
    arg === '--host' ? own[index + 1]?.startsWith('127.0.0.1:') : arg === '--link-only' || TAKES_NO_MONITOR.test(arg),
  );
  if (process.env['NETWAKE_LAB'] !== '1' && !stays) throw new Error(`would probe the internet: ${args.join(' ')}`);
}
