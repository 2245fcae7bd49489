import { isThenable } from './causes.ts';
import { textOf } from './error-text.ts';
import { type Logger, silentLogger } from './logger.ts';

/**
 * The caller's logger, as netwake may use it anywhere. One that throws, or whose promise rejects, ends neither what was going on
 * nor the process: the first time it becomes a warning of the process.
 *
 * @param owner  of the logger, as the warning names it: `a Retryer`
 */
export function guardLogger(logger: Logger, owner: string): Logger {
  if (logger === silentLogger) return logger;
  let hasComplained = false;
  const write = (level: keyof Logger, fields: object, message: string): void => {
    const complain = (error: unknown): void => {
      if (hasComplained) return;
      hasComplained = true;
      process.emitWarning(`logger.${level} of ${owner} failed: ${textOf(error)}`, { code: 'NETWAKE_LOGGER' });
    };
    try {
      // By name each time: a logger puts another in its place when its level changes.
      const written: unknown = logger[level](fields, message);
      if (isThenable(written)) written.then(undefined, complain);
    } catch (error) {
      complain(error);
    }
  };
  return {
    debug: (fields, message) => write('debug', fields, message),
    info: (fields, message) => write('info', fields, message),
    warn: (fields, message) => write('warn', fields, message),
    error: (fields, message) => write('error', fields, message),
  };
}
