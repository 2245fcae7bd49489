import { netwake, type Rival } from '../listeners/listeners.ts';
import { QUIET_NEIGHBOUR, STORM_NAMES } from '../listeners/storm-world.ts';
import { type StormRun, sufferStorm } from './run.ts';

/** Every listener's storms by its name, one a round. */
export type StormRuns = Record<string, StormRun[]>;

const CRAMPED_BUFFER_BYTES = 4 * 1024;

/**
 * One listener after the other, each in a world of its own, and all that over again, in the next round the other way about:
 * what slows the machine down for a while meets all of them.
 */
export async function measureStorms(
  rivals: readonly Rival[],
  rounds: number,
  progress: (line: string) => void,
): Promise<StormRuns> {
  const commands: Array<[string, string[]]> = [
    ['checking', netwake('--check', QUIET_NEIGHBOUR)],
    ['linkOnly', netwake()],
    ['ignoring', netwake(...STORM_NAMES.flatMap((pattern) => ['--ignore', pattern]))],
    ...rivals.map(({ name, command }): [string, string[]] => [name, command()]),
    // Apart from what is compared: to measure the delay of the loop takes processor time.
    ['responsive', netwake('--loop-delay')],
    ['cramped', netwake('--loop-delay', '--receive-buffer', String(CRAMPED_BUFFER_BYTES))],
  ];
  const runs: StormRuns = Object.fromEntries(commands.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of round % 2 === 0 ? commands : commands.toReversed()) {
      progress(`storm ${round + 1} of ${rounds} over ${name}`);
      runs[name]!.push(await sufferStorm(command));
    }
  }
  return runs;
}
