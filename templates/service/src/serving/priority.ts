import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * Lets the main thread go first: this thread, and those that it starts from here on, get a lower priority. Where
 * threads outnumber the processors, health checks would otherwise wait for their turn behind long computations.
 * (Linux has priorities by thread. A container's share of the processors stays what it is.)
 */
export function giveWay(): void {
  try {
    const thread = readlinkSync('/proc/thread-self'); // PID/task/TID
    setPriority(Number(thread.split('/').at(-1)), Math.min(19, getPriority() + LOWER));
  } catch {
    // No Linux: there are no priorities by thread, or none that are known here.
  }
}

/**
 * Of the nice levels, which end at 19: three of them are half of the weight. With more, everything else on the machine
 * would go first, too, and the probes are answered no sooner: ten are a ninth.
 */
const LOWER = 3;
