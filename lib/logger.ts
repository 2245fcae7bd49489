/** What netwake logs through: shaped so that `pino()`, `console` and most others fit as they are. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const nothing = (): void => {};

/** The logger of those who gave none. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
