import { cpus, release } from 'node:os';

/** What the figures depend on, without anything that names the machine. */
export interface Environment {
  kernel: string;
  node: string;
  arch: string;
  cpus: number;
  cpu: string;
  scheduling: 'realtime' | 'ordinary';
}

export function environment(): Environment {
  return {
    kernel: release().split('-')[0]!,
    node: process.versions.node,
    arch: process.arch,
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    scheduling: process.argv.includes('--realtime') ? 'realtime' : 'ordinary',
  };
}
