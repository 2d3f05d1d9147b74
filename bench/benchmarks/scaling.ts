import { measure } from '../load/measure.ts';
import { start } from '../sides/server.ts';
import type { Launch } from '../sides/side.ts';
import { ALL_CORES, type Benchmark, type Context, say } from './context.ts';
import { allSeries, FEW, isLarge, type Series } from './series.ts';

/** For bodies of which only a few fit into the time. */
const LONGER = 5;

/** Nothing may degrade as work grows: one service, more and more of one thing. */
export const scaling: Benchmark = {
  name: 'scaling',
  about: 'As the work grows: connections, rows, bytes',
  async run(context) {
    const series = await allSeries(context);
    for (const { side } of series) await side.prepare();
    for (let round = 0; round < context.rounds; round++) {
      say(`scaling: round ${round + 1} of ${context.rounds}`);
      for (const one of series) await measureSeries(one, round, context);
    }
  },
};

async function measureSeries(
  { name, side, cores, points, figures }: Series,
  round: number,
  { generator, seconds, samples }: Context,
): Promise<void> {
  const launch = (port: number): Launch => onCores(side.launch(cores ?? ALL_CORES, port), cores);
  const server = await start(launch, points[0]!.call);
  try {
    await generator.run(server.url, points[0]!.call, FEW, 1);
    for (const { x, call, connections } of points) {
      const time = isLarge(call) ? LONGER * seconds : seconds;
      const measured = await measure(server, call, connections, generator, time);
      const { requests, failures, processorSeconds: spent } = measured;
      const all = {
        ...figures({ ...measured, requests: requests === 0 ? NaN : requests - failures }, x),
        'CPU per request, µs': (spent / requests) * 1e6,
        'median, ms': measured.median,
        'p99, ms': measured.p99,
        'refused, %': (failures / requests) * 100,
      };
      const of = { benchmark: 'scaling', load: name, side: 'ours', kind: 'ours' as const, x, round };
      samples.push({ ...of, figures: all });
    }
  } finally {
    await server.stop();
  }
}

function onCores(launch: Launch, cores?: number): Launch {
  if (cores === undefined) return launch;
  return { ...launch, file: 'taskset', args: ['-c', `0-${cores - 1}`, launch.file, ...launch.args] };
}
