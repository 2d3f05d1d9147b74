import { setTimeout as sleep } from 'node:timers/promises';
import { memoryMegabytes, processorSeconds } from '../load/process-tree.ts';
import { alone } from './alone.ts';
import type { Benchmark } from './context.ts';
import { flowers, irisEntrants } from './iris.ts';

const CONNECTIONS = 64;
const REST_S = 1;
const IDLE_S = 30;
/** A start is short, and varies. */
const MORE_ROUNDS = 2;

/** From exec to the first right answer, with the processor time that it takes until then. */
export const startUp: Benchmark = {
  name: 'start',
  about: 'From exec to the first right answer of sample:iris',
  async run(context) {
    const entrants = await irisEntrants(context);
    const more = { ...context, rounds: MORE_ROUNDS * context.rounds };
    await alone('start', entrants, await flowers(1), more, async (_, server) => ({
      'to the first answer, ms': server.firstAnswer,
      'CPU until then, ms': (await processorSeconds(server.pid)) * 1000,
    }));
  },
};

/** One at a time: processes share the pages of a program, and PSS divides them among all that run. */
export const memory: Benchmark = {
  name: 'memory',
  about: `Memory of sample:iris at rest, and after a load from ${CONNECTIONS} connections`,
  async run(context) {
    const load = await flowers(1);
    const once = { ...context, rounds: 1 };
    await alone('memory', await irisEntrants(context), load, once, async ({ side }, server) => {
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
  async run(context) {
    const entrants = await irisEntrants({ ...context, peers: [] });
    const us = entrants.filter(({ side }) => side.kind === 'ours');
    await alone('idle', us, await flowers(1), { ...context, rounds: 1 }, async (_, server) => {
      // What a start leaves to be done later is not idleness.
      await sleep(REST_S * 1000);
      const before = await processorSeconds(server.pid);
      await sleep(IDLE_S * 1000);
      return { 'CPU, ms': ((await processorSeconds(server.pid)) - before) * 1000 };
    });
  },
};
