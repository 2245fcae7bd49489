import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** A process, told from a later one with the same id by when it began. */
export interface ProcessRecord {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Group in the foreground of its terminal; -1 without a terminal. */
  readonly foregroundGroup: number;
  readonly startedTicks: string;
  /** It has ended, and nobody has asked for its status yet. */
  readonly isZombie: boolean;
}

/** All that descend from a process at present. None where there is no /proc. */
export function descendantsOf(root: number): ProcessRecord[] {
  const all = allProcesses();
  const found: ProcessRecord[] = [];
  let parents = new Set([root]);
  while (parents.size > 0) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map(({ pid }) => pid));
  }
  return found;
}

/** Whether that very process still runs. */
export function isAlive({ pid, startedTicks }: ProcessRecord): boolean {
  const now = readProcess(pid);
  return now !== null && now.startedTicks === startedTicks && !now.isZombie;
}

/** Whether a process that has got a SIGSTOP may have another child yet: one of its threads has neither stopped nor ended. */
export function canStillFork(pid: number): boolean {
  return namesOf(`/proc/${pid}/task`).some((thread) => {
    const stat = readText(`/proc/${pid}/task/${thread}/stat`);
    return stat !== null && !/^[TtZX]/.test(fieldsOf(stat)[0]!);
  });
}

/**
 * Whether the keys that send signals, such as Ctrl-C, send them to this process: and then to its whole group, in which its
 * children are.
 */
export function isInForeground(): boolean {
  const own = readProcess('self');
  // Without /proc: who has a terminal is mostly in its foreground.
  if (own === null) return [0, 1, 2].some((descriptor) => isatty(descriptor));
  return own.foregroundGroup === own.group;
}

/** Whether a process has a handler for a signal. */
export function catches(pid: number, signal: NodeJS.Signals): boolean {
  const mask = /^SigCgt:\s*([\da-f]+)$/m.exec(readText(`/proc/${pid}/status`) ?? '');
  if (mask === null) return false;
  return ((BigInt(`0x${mask[1]}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}

function allProcesses(): ProcessRecord[] {
  return namesOf('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

function namesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function readProcess(which: number | 'self'): ProcessRecord | null {
  const stat = readText(`/proc/${which}/stat`);
  if (stat === null) return null;
  const fields = fieldsOf(stat);
  const [state, parent, group, , , foregroundGroup] = fields;
  return {
    pid: Number.parseInt(stat, 10),
    parent: Number(parent),
    group: Number(group),
    foregroundGroup: Number(foregroundGroup),
    startedTicks: fields[19] ?? '',
    isZombie: state === 'Z' || state === 'X',
  };
}

// proc_pid_stat(5): what follows the command, which may hold anything.
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

// Null: it has ended, or is not to be looked at.
function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
