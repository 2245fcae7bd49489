import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process, told from a later one with the same id by when it began. */
export interface ProcessIdentity {
  pid: number;
  startedTicks: string;
  command: string;
  networkNamespace: string;
}

/** All that descend from a process at present, by /proc. */
export function descendants(root: number): ProcessIdentity[] {
  const all = running();
  const found: ProcessIdentity[] = [];
  let parents = [root];
  while (parents.length > 0) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children.map(({ identity }) => identity));
    parents = children.map(({ identity }) => identity.pid);
  }
  return found;
}

/** Which of these are still there, and who else is in their network namespaces, ours excepted. */
export function survivors(gone: readonly ProcessIdentity[]): ProcessIdentity[] {
  const own = namespaceOf('self');
  const namespaces = new Set(gone.map(({ networkNamespace }) => networkNamespace).filter((one) => one !== own));
  return running()
    .map(({ identity }) => identity)
    .filter(
      ({ pid, startedTicks, networkNamespace }) =>
        namespaces.has(networkNamespace) || gone.some((one) => one.pid === pid && one.startedTicks === startedTicks),
    );
}

function running(): Array<{ parent: number; identity: ProcessIdentity }> {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [, command = ''] = /\((.*)\)/s.exec(stat) ?? [];
        // proc_pid_stat(5): after the command come the state, the parent, and as the 22nd of all the time of the start.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const identity = { pid: Number(name), startedTicks: fields[19]!, command, networkNamespace: namespaceOf(name) };
        return [{ parent: Number(fields[1]), identity }];
      } catch {
        // It ended while it was being looked at, or is somebody else's.
        return [];
      }
    });
}

function namespaceOf(process: string): string {
  return readlinkSync(`/proc/${process}/ns/net`);
}
