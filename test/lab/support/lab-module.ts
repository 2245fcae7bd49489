import { type ChildEnd, run } from '../../support/child.ts';

// What the modules below are written with: ip, the descriptors of a process, and a network that goes away and comes back.
const PRELUDE = `
  import { execFile } from 'node:child_process';
  import { once } from 'node:events';
  import { readdirSync, readlinkSync } from 'node:fs';
  import { promisify } from 'node:util';
  import { NetworkMonitor } from 'netwake';
  const execute = promisify(execFile);
  const ip = (command) => execute('ip', command.split(' '));
  const down = () => ip('link set eth0 down');
  const up = async () => { await ip('link set eth0 up'); await ip('route replace default via 10.0.0.1'); };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const sockets = (process = 'self') => {
    const targets = readdirSync('/proc/' + process + '/fd').flatMap((descriptor) => {
      // The one by which the folder is read is gone by now.
      try { return [readlinkSync('/proc/' + process + '/fd/' + descriptor)]; } catch { return []; }
    });
    return targets.filter((target) => target.startsWith('socket:'));
  };
  const print = (value) => console.log(JSON.stringify(value));
`;

/** Runs a module of this text in a process of its own, in this namespace, with gc() and what the prelude has. */
export function runInLab(text: string): Promise<ChildEnd> {
  return run(['--expose-gc', '--input-type=module', '--eval', PRELUDE + text], 25_000);
}
