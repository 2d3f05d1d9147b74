import { start, type Server } from '../sides/server.ts';
import type { Load } from '../sides/side.ts';
import { type Context, type Entrant, inTurn, noted, say, withEach } from './context.ts';

/**
 * Starts each entrant by itself, in turn, and notes what `work` finds out about it.
 * @param name  the benchmark's
 */
export async function alone(
  name: string,
  entrants: Entrant[],
  load: Load,
  context: Context,
  work: (entrant: Entrant, server: Server) => Promise<Record<string, number>>,
): Promise<void> {
  let taking = await withEach(entrants, context, ({ side }) => side.prepare());
  for (let round = 0; round < context.rounds; round++) {
    say(`${name}: round ${round + 1} of ${context.rounds}`);
    taking = await withEach(inTurn(taking, round), context, async (entrant) => {
      const { side, processes } = entrant;
      const server = await start((port) => side.launch(processes, port), side.call(load)!);
      try {
        const figures = await work(entrant, server);
        context.samples.push({ benchmark: name, load: load.name, round, ...noted(entrant), figures });
      } finally {
        await server.stop();
      }
    });
  }
}
