import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Call } from '../load/load.ts';
import { measure, type Measured } from '../load/measure.ts';
import { FEATURES, identityModel, kibibytes } from '../models/identity.ts';
import { jsonCall, protocolBytesCall } from '../sides/calls.ts';
import { makeProject, ours } from '../sides/ours.ts';
import { start } from '../sides/server.ts';
import type { Side, Tensor } from '../sides/side.ts';
import { ALL_CORES, type Benchmark, type Context, say } from './context.ts';
import { flowers } from './iris.ts';

const CONNECTIONS = [1, 4, 16, 64, 256, 1000];
const ROWS = [1, 10, 100, 1000, 10_000];
/** Of binary bodies, in KiB; the largest is just below the default of BODY_LIMIT. */
const BINARY = [1, 32, 1024, 16_384, 65_000];
/** Rows of the same numbers as JSON, 1.7 KB each. */
const JSON_ROWS = [1, 16, 512, 8192];
const FEW = 8;
/** For bodies of which only a few fit into the time. */
const LONGER = 3;

/** What changes in a series, and what it is measured by. */
interface Series {
  name: string;
  side: Side;
  points: { x: number; call: Call; connections: number }[];
  /** @param counted  without what was refused */
  figures(counted: Measured, x: number): Record<string, number>;
}

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

async function allSeries(context: Context): Promise<Series[]> {
  const iris = ours(await makeProject(context.folder, 'iris', 'sample:iris'));
  const file = path.join(context.folder, 'identity.onnx');
  await writeFile(file, identityModel());
  const identity = ours(await makeProject(context.folder, 'identity', file));
  const row = iris.call(await flowers(1))!;
  const rows = await Promise.all(ROWS.map(async (x) => ({ x, call: iris.call(await flowers(x))! })));
  const sized = (points: { x: number; call: Call }[]): Series['points'] =>
    points.map((point) => ({ ...point, connections: isLarge(point.call) ? 2 : FEW }));
  return [
    {
      name: 'connections, one row each',
      side: iris,
      points: CONNECTIONS.map((x) => ({ x, call: row, connections: x })),
      figures: ({ requests, seconds }) => ({ 'requests per second': requests / seconds }),
    },
    {
      name: 'rows a request',
      side: iris,
      points: sized(rows),
      figures: ({ requests, seconds }, x) => ({ 'rows per second': (requests * x) / seconds }),
    },
    {
      name: 'KiB a request, binary',
      side: identity,
      points: sized(BINARY.map((x) => ({ x, call: bytesThereAndBack(kibibytes(x)) }))),
      figures: megabytes,
    },
    {
      name: 'KB a request, JSON',
      side: identity,
      points: sized(JSON_ROWS.map((x) => jsonThereAndBack(kibibytes(x)))),
      figures: megabytes,
    },
  ];
}

async function measureSeries(
  { name, side, points, figures }: Series,
  round: number,
  { generator, seconds, samples }: Context,
): Promise<void> {
  const server = await start((port) => side.launch(ALL_CORES, port), points[0]!.call);
  try {
    await generator.run(server.url, points[0]!.call, FEW, 1);
    for (const { x, call, connections } of points) {
      const time = isLarge(call) ? LONGER * seconds : seconds;
      const measured = await measure(server, call, connections, generator, time);
      const { requests, failures, processorSeconds: spent } = measured;
      const all = {
        ...figures({ ...measured, requests: requests - failures }, x),
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

function isLarge({ body }: Call): boolean {
  return body.length > 2 ** 23;
}

function megabytes({ requests, seconds }: Measured, x: number): Record<string, number> {
  return { 'KB per second': (requests * x) / seconds };
}

function bytesThereAndBack(input: Tensor): Call {
  return protocolBytesCall('identity', { input, output: { ...input, name: 'Y' } });
}

function jsonThereAndBack(input: Tensor): { x: number; call: Call } {
  const rows = Array.from({ length: input.shape[0]! }, (_, row) =>
    input.data.slice(row * FEATURES, (row + 1) * FEATURES),
  );
  const call = jsonCall({
    name: 'JSON',
    request: { inputs: { X: rows } },
    answer: { outputs: { Y: rows } },
  });
  return { x: Math.round(call.body.length / 1000), call };
}
