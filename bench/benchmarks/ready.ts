import { probed } from '../liveness/server.ts';
import { alone } from './alone.ts';
import type { Benchmark } from './context.ts';
import { heavyModel, imageEntrants } from './image.ts';

const CONNECTIONS = 16;
const LONGER = 2;

/** How long a probe waits while the model computes without a pause. */
export const ready: Benchmark = {
  name: 'ready',
  about: `The probe of readiness while ${CONNECTIONS} connections send images as JSON`,
  async run(context) {
    const heavy = await heavyModel(context);
    await alone('ready', imageEntrants(heavy, context), heavy.json, context, async ({ side }, server) => {
      const url = server.url + side.ready!;
      const call = side.call(heavy.json)!;
      const [probes] = await probed([url], () =>
        context.generator.run(server.url, call, CONNECTIONS, LONGER * context.seconds),
      );
      const { milliseconds, statuses } = probes[url]!;
      const failed = milliseconds.length - (statuses[200] ?? 0);
      const sorted = milliseconds.toSorted((a, b) => a - b);
      const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)]!;
      return { 'median, ms': at(0.5), 'p99, ms': at(0.99), 'longest, ms': at(1), 'not answered 200': failed };
    });
  },
};
