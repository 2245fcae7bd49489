import { constants } from 'node:os';

/** A signal ended a command in a phase in which nobody but itself could heed it. */
export class Signalled extends Error {
  readonly by: NodeJS.Signals;

  constructor(by: NodeJS.Signals) {
    super(`ended by ${by}`);
    this.name = 'Signalled';
    this.by = by;
  }
}

/** What a shell answers for a process that a signal has killed. */
export function signalCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
