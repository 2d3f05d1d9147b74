import { setTimeout as sleep } from 'node:timers/promises';
import { memoryMegabytes, processorSeconds } from '../load/process-tree.ts';
import { start, type Server } from '../sides/server.ts';
import type { Load } from '../sides/side.ts';
import { type Benchmark, type Context, type Entrant, inTurn, noted, say, withEach } from './context.ts';
import { flowers, irisEntrants } from './iris.ts';

const CONNECTIONS = 64;
const REST_S = 1;
const IDLE_S = 30;

/** From exec to the first right answer, with the processor time that it takes until then. */
export const startUp: Benchmark = {
  name: 'start',
  about: 'From exec to the first right answer (sample:iris)',
  run: (context) =>
    alone('start', context, context.rounds * 2, async (_, server) => ({
      'to the first answer, ms': server.firstAnswer,
      'CPU until then, ms': (await processorSeconds(server.pid)) * 1000,
    })),
};

/** One at a time: processes share the pages of a program, and PSS divides them among all that run. */
export const memory: Benchmark = {
  name: 'memory',
  about: `Memory of sample:iris at rest, and after a load from ${CONNECTIONS} connections`,
  run: async (context) => {
    const load = await flowers(1);
    await alone('memory', context, 1, async ({ side }, server) => {
      await sleep(REST_S * 1000);
      const atRest = await memoryMegabytes(server.pid);
      await context.generator.run(server.url, side.call(load)!, CONNECTIONS, 2 * context.seconds);
      return { 'at rest, MB': atRest, 'after the load, MB': await memoryMegabytes(server.pid) };
    });
  },
};

export const idle: Benchmark = {
  name: 'idle',
  about: `Processor time of a service that nobody asks, over ${IDLE_S} s`,
  run: (context) =>
    alone('idle', { ...context, peers: [] }, 1, async (_, server) => {
      // What a start leaves to be done later is not idleness.
      await sleep(REST_S * 1000);
      const before = await processorSeconds(server.pid);
      await sleep(IDLE_S * 1000);
      return { 'CPU, ms': ((await processorSeconds(server.pid)) - before) * 1000 };
    }),
};

/** Starts each entrant by itself, in turn, and notes what `work` finds out about it. */
async function alone(
  benchmark: string,
  context: Context,
  rounds: number,
  work: (entrant: Entrant, server: Server) => Promise<Record<string, number>>,
): Promise<void> {
  const load: Load = await flowers(1);
  let taking = await irisEntrants(context);
  taking = await withEach(taking, context, ({ side }) => side.prepare());
  for (let round = 0; round < rounds; round++) {
    say(`${benchmark}: round ${round + 1} of ${rounds}`);
    taking = await withEach(inTurn(taking, round), context, async (entrant) => {
      const { side, processes } = entrant;
      const server = await start((port) => side.launch(processes, port), side.call(load)!);
      try {
        const figures = await work(entrant, server);
        context.samples.push({ benchmark, load: '', round, ...noted(entrant), figures });
      } finally {
        await server.stop();
      }
    });
  }
}
