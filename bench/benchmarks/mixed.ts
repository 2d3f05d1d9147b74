import { processorSeconds } from '../load/process-tree.ts';
import { alone } from './alone.ts';
import type { Benchmark } from './context.ts';
import { flowers, irisEntrants } from './iris.ts';

/** Rows of a request → how many connections send such. */
const MIX = { 1: 16, 100: 4, 10_000: 1 };

/** Small requests among large ones: who waits for whom. */
export const mixed: Benchmark = {
  name: 'mixed',
  about: `sample:iris, small and large requests at once: ${Object.entries(MIX)
    .map(([rows, connections]) => `${connections} × ${rows} ${rows === '1' ? 'row' : 'rows'}`)
    .join(', ')}`,
  async run(context) {
    const loads = await Promise.all(
      Object.entries(MIX).map(async ([rows, connections]) => ({
        load: await flowers(Number(rows)),
        connections,
      })),
    );
    const entrants = (await irisEntrants(context)).filter(({ side }) => side.kind !== 'limit');
    const { generator, seconds } = context;
    await alone('mixed', entrants, loads[0]!.load, context, async ({ side }, server) => {
      const before = await processorSeconds(server.pid);
      const all = await Promise.all(
        loads.map(({ load, connections }) =>
          generator.run(server.url, side.call(load)!, connections, seconds),
        ),
      );
      const spent = (await processorSeconds(server.pid)) - before;
      const rows = all.reduce(
        (sum, { requests }, index) => sum + requests * Number(Object.keys(MIX)[index]),
        0,
      );
      const [one] = all;
      return {
        'rows per second': rows / seconds,
        'CPU per row, µs': (spent / rows) * 1e6,
        'one row: median, ms': one!.median,
        'one row: p99, ms': one!.p99,
      };
    });
  },
};
