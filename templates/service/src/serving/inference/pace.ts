/** How long the model takes, as it was measured. */
export interface Pace {
  /** Seconds to load it. */
  load: number;
  /** Seconds of a run of the example. */
  example: number;
  /** Seconds of the longest run that was measured, and the bytes of its inputs: the example, or as many as are joined. */
  longest: number;
  bytes: number;
}

/** A run that takes longer costs more than the way to another thread: 0.1 ms of processor time, and as much of waiting. */
export const SHORT_SECONDS = 0.001;
/** What a request to another route may have to wait for one run in its thread. */
const LONGEST_SECONDS = 0.005;
const LONGEST_LOAD_SECONDS = 0.25;

/** Whether the model may run in the thread that serves. */
export function isShort({ load, example, longest }: Pace): boolean {
  return load < LONGEST_LOAD_SECONDS && example < SHORT_SECONDS && longest < LONGEST_SECONDS;
}

/** How many bytes of inputs, about, the model takes its longest time for. Of a few bytes less is known than of many. */
export function mostBytes({ longest, bytes }: Pace): number {
  return bytes * Math.max(1, LONGEST_SECONDS / Math.max(longest, SHORT_SECONDS));
}

/** Beside its computing, a run costs about 0.1 ms: in one of this length that is too little for company to gain anything. */
const ENOUGH_SECONDS = 0.01;

/** How many rows a shared run is to have at most. Where they are long, joining only copies, and outgrows the caches. */
export function mostRows({ example }: Pace): number {
  return Math.max(1, Math.floor(ENOUGH_SECONDS / example));
}
