/** JSON lines on standard error, one object each: `time` (ISO), `level` (name), `service`, `msg` and the fields. */
import { type DestinationStream, pino } from "pino";
import type { LogFields, Logger } from "./logger.ts";
import { maskSecrets } from "./secrets.ts";

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

export interface LogOptions {
  readonly level: LogLevel;
  /** Named in every line: `coordinator`, `worker`, `aggregator`. */
  readonly service: string;
  /** Standard error where absent. */
  readonly destination?: DestinationStream;
}

export function createLogger(options: LogOptions): Logger {
  const destination = options.destination ?? pino.destination({ dest: 2, sync: true });
  const root = pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return wrap(root);
}

type Pino = Pick<ReturnType<typeof pino>, "debug" | "info" | "warn" | "error" | "child" | "isLevelEnabled">;

function wrap(target: Pino): Logger {
  const at = (level: "debug" | "info" | "warn" | "error") => (message: string, fields?: LogFields) => {
    if (!target.isLevelEnabled(level)) return;
    target[level](maskSecrets(fields ?? {}) as object, maskSecrets(message) as string);
  };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => wrap(target.child(maskSecrets(fields) as LogFields)),
  };
}
