import { availableParallelism } from 'node:os';
import type { Generator } from '../load/load.ts';
import type { Side } from '../sides/side.ts';

/** One side's figures in one round; those of one round were taken right after one another. */
export interface Sample {
  benchmark: string;
  /** What was asked of it. */
  load: string;
  side: string;
  kind: Side['kind'];
  /** Undefined where that is no question. */
  processes?: number;
  /** How much of what the load names. */
  x?: number;
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
  /** A project made earlier, with its packages, that takes part as well. */
  before?: string | undefined;
  generator: Generator;
  /** For what is made for this run. */
  folder: string;
  samples: Sample[];
  /** Who did not take part, or not to the end, and why. */
  missing: { side: string; kind: Side['kind']; reason: string }[];
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

/** Each side with its numbers of processes. */
export function entrantsOf(sides: Side[]): Entrant[] {
  const counts = { one: [1], all: [ALL_CORES], both: [...new Set([1, ALL_CORES])] };
  return sides.flatMap((side) => counts[side.processes].map((processes) => ({ side, processes })));
}

/** An entrant as its samples name it. */
export function noted({ side, processes }: Entrant): Pick<Sample, 'side' | 'kind' | 'processes'> {
  return { side: side.name, kind: side.kind, processes };
}

/**
 * Does something with each entrant. One that fails is noted and left out from then on.
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
      const reason = (error as Error).message;
      context.missing.push({ side: name, kind, reason });
      say(`${name} takes no part: ${reason}`);
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
