import { type Logger, silentLogger } from '../logger.ts';
import type { CommandContext } from './context.ts';

/**
 * What a command tells of its monitor's log: that a recording, which nobody waits for, could not be made or has ended. All else
 * commands tell in words of their own.
 */
export function recordingLog(warn: CommandContext['warn']): Logger {
  const tell = (fields: { path?: unknown; error?: unknown }, message: string): void => {
    if (typeof fields.path !== 'string') return;
    const why = fields.error instanceof Error ? `: ${fields.error.message}` : '';
    warn(`${fields.path}: ${message}${why}`);
  };
  return { ...silentLogger, warn: tell, error: tell };
}
