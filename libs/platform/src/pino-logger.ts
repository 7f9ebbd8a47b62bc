import type { Logger, LogLevel } from '@yak/base';
import { destination, pino } from 'pino';

const FIELD_CHARACTERS_MAX = 1024;

/** Cuts what a peer may have made long, so that one field cannot flood the log. Control characters are escaped by JSON. */
function bounded(value: unknown): unknown {
  return typeof value === 'string' && value.length > FIELD_CHARACTERS_MAX
    ? `${value.slice(0, FIELD_CHARACTERS_MAX)}…`
    : value;
}

/**
 * A Logger that writes one JSON line each to a file descriptor, synchronously: a line said before a crash is there after it.
 * @param fileDescriptor 2 (stderr) by default, because stdout belongs to the ready line
 */
export function pinoLogger(level: LogLevel, fileDescriptor = 2): Logger {
  const writer = pino({ level, base: null }, destination({ fd: fileDescriptor, sync: true }));
  return {
    log: (lineLevel, message, fields = {}) => {
      if (!writer.isLevelEnabled(lineLevel)) return;
      const { error, ...rest } = fields;
      const facts = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, bounded(value)]));
      writer[lineLevel](error === undefined ? facts : { ...facts, err: error }, message);
    },
  };
}
