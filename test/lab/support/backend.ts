/**
 * What the monitors of a run of the lab tests work with: events by `netlink` and native probes, events by `polling` and native
 * probes, or events by netlink and probes by node:net (`socket`). scripts/test.mjs runs the suite with each.
 */
export type LabBackend = 'netlink' | 'polling' | 'socket';

export const EVERY_BACKEND: readonly LabBackend[] = ['netlink', 'polling', 'socket'];

function named(name: string): LabBackend {
  const found = EVERY_BACKEND.find((each) => each === name);
  if (found === undefined) throw new Error(`NETWAKE_LAB_BACKEND is ${name}, not one of ${EVERY_BACKEND.join(', ')}`);
  return found;
}

/** The one of this run. */
export const labBackend: LabBackend = named(process.env['NETWAKE_LAB_BACKEND'] ?? 'netlink');

/** Both with events by netlink. */
export const NETLINK_EVENTS: readonly LabBackend[] = ['netlink', 'socket'];

type Definer = (title: string, body: () => unknown) => { timeout: (milliseconds: number) => unknown };
interface Definers {
  describe: Definer;
  it: Definer;
}

const leftOut: string[] = [];

/**
 * For tests that concern some backends only: under another they are not defined, and the run says at its end which they were
 * and why. docs/fallback.md lists them.
 */
export function concerns(backends: readonly LabBackend[], why: string): Definers {
  if (backends.includes(labBackend)) {
    return {
      describe: (title, body) => {
        const suite = describe(title, body as () => void);
        return { timeout: (milliseconds) => suite.timeout(milliseconds) };
      },
      it: (title, body) => it(title, body as () => Promise<void>),
    };
  }
  const leave: Definer = (title) => {
    leftOut.push(`  ${title}: ${why}`);
    return { timeout: () => {} };
  };
  return { describe: leave, it: leave };
}

process.once('exit', () => {
  if (leftOut.length === 0) return;
  process.stdout.write(`Left out with ${labBackend}, ${leftOut.length} that concern others:\n${leftOut.join('\n')}\n`);
});
