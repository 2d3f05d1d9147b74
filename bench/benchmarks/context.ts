import { availableParallelism } from 'node:os';
import type { Generator } from '../load/load.ts';
import { type Side, Unavailable } from '../sides/side.ts';

/** One side's figures in one round; those of one round were taken right after one another. */
export interface Sample {
  benchmark: string;
  /** What was asked of it. */
  load: string;
  side: string;
  kind: Side['kind'];
  processes: number;
  round: number;
  /** Name and unit → value. */
  figures: Record<string, number>;
}

/** What every benchmark is given. */
export interface Context {
  rounds: number;
  /** Of each load. */
  seconds: number;
  /** Names of the peers that take part. */
  peers: string[];
  generator: Generator;
  /** For what is made for this run. */
  folder: string;
  samples: Sample[];
  /** Side → why it did not take part. */
  missing: Map<string, string>;
}

export interface Benchmark {
  name: string;
  /** One line for --help and for the heading of its tables. */
  about: string;
  run(context: Context): Promise<void>;
}

/** A side with a number of processes. */
export interface Entrant {
  side: Side;
  processes: number;
}

/** How many processes use this machine, as the service has it by default. */
export const ALL_CORES = Math.min(4, availableParallelism());

/**
 * Does something with each entrant. A peer that fails is noted and left out from then on; whoever else fails ends it all.
 * @returns those that did not fail
 */
export async function withEach(
  entrants: Entrant[],
  context: Context,
  work: (entrant: Entrant) => Promise<void>,
): Promise<Entrant[]> {
  const good: Entrant[] = [];
  for (const entrant of entrants) {
    try {
      await work(entrant);
      good.push(entrant);
    } catch (error) {
      const { name, kind } = entrant.side;
      if (kind !== 'peer' && !(error instanceof Unavailable)) throw error;
      context.missing.set(name, (error as Error).message);
      say(`${name} takes no part: ${(error as Error).message}`);
    }
  }
  return good;
}

/** The same in another order each round: who comes later finds a warmer machine. */
export function inTurn<T>(all: T[], round: number): T[] {
  const first = round % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
