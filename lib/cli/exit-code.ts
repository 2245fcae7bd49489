import type { NetworkState } from '../state/network-state.ts';

type Outcome =
  | 'success'
  | 'failure'
  | 'degraded'
  | 'down'
  | 'unknown'
  | 'usage'
  | 'data'
  | 'output'
  | 'tryLater'
  | 'config'
  | 'timedOut'
  | 'notExecutable'
  | 'notFound'
  | 'interrupted'
  | 'terminated';

/**
 * What the process ends with. 64, 65, 74, 75 and 78 are EX_USAGE, EX_DATAERR, EX_IOERR, EX_TEMPFAIL and EX_CONFIG of
 * sysexits.h(3head), 124 to 127 are those of timeout(1), and signals are 128 and their number.
 */
export const exitCode: Readonly<Record<Outcome, number>> = Object.freeze({
  success: 0,
  failure: 1,
  degraded: 3,
  down: 4,
  unknown: 5,
  usage: 64,
  data: 65,
  output: 74,
  tryLater: 75,
  config: 78,
  timedOut: 124,
  notExecutable: 126,
  notFound: 127,
  interrupted: 130,
  terminated: 143,
});

/** The code that tells a script of a state. */
export function exitCodeOf(state: NetworkState): number {
  return state === 'up' ? exitCode.success : exitCode[state];
}
