import { CommanderError } from 'commander';
import { ConfigError, NetwakeError, RecordingError } from '../errors.ts';
import { type CommandContext, Interrupted, OutputLost } from './context.ts';
import { exitCode } from './exit-code.ts';
import { Signalled, signalCode } from './signalled.ts';

const INTERRUPTIONS = { SIGINT: exitCode.interrupted, SIGTERM: exitCode.terminated, EPIPE: exitCode.success } as const;

/** Tells of what ended a command, in one line, and answers the exit code for it. What is a bug of ours is thrown on. */
export function reportFailure(error: unknown, context: CommandContext): number {
  if (error instanceof Interrupted) return INTERRUPTIONS[error.by];
  if (error instanceof Signalled) return signalCode(error.by);
  // The context has told of it.
  if (error instanceof OutputLost) return exitCode.output;
  if (error instanceof CommanderError) {
    // Help and version end that way too, and well.
    if (error.exitCode === 0) return exitCode.success;
    // The one error that has no words of its own: help on a command that does not exist.
    const message = error.code === 'commander.help' ? 'there is no such command to help with' : error.message;
    context.warn(oneLine(message.replace(/^error: /, '')));
    return exitCode.usage;
  }
  if (!(error instanceof NetwakeError)) throw error;
  context.warn(oneLine(error.message));
  if (error instanceof RecordingError) return exitCode.data;
  return error instanceof ConfigError ? exitCode.config : exitCode.failure;
}

function oneLine(message: string): string {
  return message.replace(/\s*\n\s*/g, ' ');
}
