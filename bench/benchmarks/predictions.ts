import { memoryMegabytes, processorSeconds } from '../load/process-tree.ts';
import { start, type Server } from '../sides/server.ts';
import type { Load } from '../sides/side.ts';
import { type Context, type Entrant, inTurn, say, withEach } from './context.ts';

/** A load from a number of connections. */
export interface Pressure {
  load: Load;
  connections: number;
}

const WARM_UP_S = 2;

/**
 * Sends each load to each entrant, in turn. All of them run at the same time, so that those of a round are measured within
 * seconds of each other; whoever is not asked is idle. Each round has new processes.
 */
export async function predictions(
  benchmark: string,
  entrants: Entrant[],
  pressures: Pressure[],
  context: Context,
): Promise<void> {
  let taking = await withEach(entrants, context, ({ side }) => side.prepare());
  for (let round = 0; round < context.rounds; round++) {
    say(`${benchmark}: round ${round + 1} of ${context.rounds}`);
    const servers = new Map<Entrant, Server>();
    const note = (entrant: Entrant, load: string, figures: Record<string, number>): void => {
      const { side, processes } = entrant;
      const of = { benchmark, load, side: side.name, kind: side.kind, processes, round };
      context.samples.push({ ...of, figures });
    };
    try {
      const atRest = new Map<Entrant, number>();
      taking = await withEach(inTurn(taking, round), context, async (entrant) => {
        const server = await started(entrant, pressures[0]!.load);
        servers.set(entrant, server);
        atRest.set(entrant, await memoryMegabytes(server.pid));
      });
      taking = await withEach(taking, context, async (entrant) => {
        const { load, connections } = pressures.at(-1)!;
        await context.generator.run(
          servers.get(entrant)!.url,
          entrant.side.call(load),
          connections,
          WARM_UP_S,
        );
      });
      for (const pressure of pressures) {
        taking = await withEach(taking, context, async (entrant) => {
          note(entrant, name(pressure), await measure(entrant, servers.get(entrant)!, pressure, context));
        });
      }
      for (const entrant of taking) {
        const after = await memoryMegabytes(servers.get(entrant)!.pid);
        note(entrant, 'memory', { 'at rest, MB': atRest.get(entrant)!, 'after the loads, MB': after });
      }
    } finally {
      for (const server of servers.values()) await server.stop();
    }
  }
}

function started({ side, processes }: Entrant, load: Load): Promise<Server> {
  return start((port) => side.launch(processes, port), side.call(load));
}

/** @throws Error  where an answer was no success */
async function measure(
  { side }: Entrant,
  server: Server,
  { load, connections }: Pressure,
  { generator, seconds }: Context,
): Promise<Record<string, number>> {
  const before = await processorSeconds(server.pid);
  const counted = await generator.run(server.url, side.call(load), connections, seconds);
  const spent = (await processorSeconds(server.pid)) - before;
  if (counted.failures > 0) throw new Error(`${counted.failures} of ${counted.requests} requests failed`);
  return {
    'CPU per request, µs': (spent / counted.requests) * 1e6,
    'requests per second': counted.requests / counted.seconds,
    'median, ms': counted.median,
    'p99, ms': counted.p99,
  };
}

function name({ load, connections }: Pressure): string {
  return `${load.name}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`;
}
