import { pino } from 'pino';
import type { Logger } from 'pino';

export type Log = Logger;

/** A log of JSON lines on stdout, with ISO times and the level in words. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
