/** Severity of a log line, least severe first. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured facts beside a message; an Error is written with its cause chain. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What went on, for a person to read. Message texts are constant; what varies goes into the fields. */
export interface Logger {
  log(level: LogLevel, message: string, fields?: LogFields): void;
}

/** Writes nothing. */
export const silentLogger: Logger = {
  log: () => undefined,
};
