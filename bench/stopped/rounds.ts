import { netwake, type Rival } from '../listeners/listeners.ts';
import { type StoppedRun, sufferStop } from './run.ts';

/** One listener after the other, each in a world of its own, and all that over again. */
export async function measureStops(
  rivals: readonly Rival[],
  rounds: number,
  progress: (line: string) => void,
): Promise<Record<string, StoppedRun[]>> {
  const commands: Array<[string, string[]]> = [
    ['netwake', netwake('--tell')],
    ...rivals.map(({ name, command }): [string, string[]] => [name, command()]),
  ];
  const runs: Record<string, StoppedRun[]> = Object.fromEntries(commands.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    progress(`stop, 1,500 toggles, go on: ${round + 1} of ${rounds}`);
    for (const [name, command] of commands) runs[name]!.push(await sufferStop(command));
  }
  return runs;
}
