import { linesByTurn } from './log-lines.ts';
import { pino } from 'pino';
import type { Logger } from 'pino';

export type Log = Logger;

/** A log of JSON lines on stdout, with ISO times and the level in words. */
export function createLog(level: string): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  return pino(options, linesByTurn());
}
