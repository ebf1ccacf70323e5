/** What the services know of logging: five methods. The composition root decides where lines go. */

export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `fields.err` takes what was thrown; its stack is logged, its secrets are not. */
  error(message: string, fields?: LogFields): void;
  /** Adds fields to every line: `child({ scanId })`, `child({ unitId })`. */
  child(fields: LogFields): Logger;
}

/** Says nothing: for tests, and for the command while it shows a progress bar. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
