import { linesByTurn } from './log-lines.ts';
import { pino } from 'pino';
import type { Logger } from 'pino';

export type Log = Logger;

/** A log of JSON lines, with ISO times and the level in words. @param fd where it goes: stdout, or 2 for stderr */
export function createLog(level: string, fd = 1): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  return pino(options, linesByTurn(fd));
}
