import { fileURLToPath } from 'node:url';
import { toolPath } from '../../scripts/native-tools.mjs';
import { Contestant, type Program } from './contestant.ts';
import { LineProcess } from './line-process.ts';
import { NEIGHBOURS, World } from './world.ts';

const MONITOR = fileURLToPath(new URL('monitor-process.mjs', import.meta.url));
const RETRYER = fileURLToPath(new URL('retryer-process.mjs', import.meta.url));

/** The programs that hear of an outage. */
export const listeners: Record<'netwake' | 'c', (world: World) => Program> = {
  netwake: ({ host }) => ({ process: new LineProcess(host, process.execPath, MONITOR), gone: 'down', back: 'up' }),
  c: ({ host }) => ({
    process: new LineProcess(host, toolPath('listen-epoll'), 'eth0'),
    gone: 'down',
    back: 'running',
  }),
};

/** The programs that go on after one. */
export const resumers: Record<'netwake' | 'c', (world: World) => Program> = {
  netwake: ({ host }) => ({
    process: new LineProcess(host, process.execPath, RETRYER, ...NEIGHBOURS),
    gone: 'parked',
    back: 'resumed',
  }),
  c: ({ host }) => ({
    process: new LineProcess(host, toolPath('connect-epoll'), 'eth0', NEIGHBOURS[0]!, '443'),
    gone: 'down',
    back: 'connected',
  }),
};

/** A new world with these programs in it, each of which has said its first word. */
export async function contestant(
  needsRoute: boolean,
  ...make: ReadonlyArray<(world: World) => Program>
): Promise<Contestant> {
  const world = await World.create();
  const programs = make.map((each) => each(world));
  for (const { process } of programs) await process.first();
  return new Contestant(world, programs, needsRoute);
}
