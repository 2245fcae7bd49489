import { type Cli, type Outcome, outcomeOf, startCli as start } from '../../cli/support/run-cli.ts';
import { labBackend } from './backend.ts';

/** Starts the command line on the backend of this run. No flag of it chooses the prober. */
export function startCli(command: string, ...args: string[]): Cli {
  return labBackend === 'polling' ? start(command, '--no-netlink', ...args) : start(command, ...args);
}

/** Runs the command line to its end. */
export function runCli(command: string, ...args: string[]): Promise<Outcome> {
  return outcomeOf(startCli(command, ...args));
}
