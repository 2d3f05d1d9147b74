import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Call } from '../load/load.ts';
import type { Measured } from '../load/measure.ts';
import { FEATURES, identityModel, kibibytes } from '../models/identity.ts';
import { jsonCall, protocolBytesCall } from '../sides/calls.ts';
import { makeProject, ours } from '../sides/ours.ts';
import type { Side, Tensor } from '../sides/side.ts';
import type { Context } from './context.ts';
import { flowers } from './iris.ts';

const CONNECTIONS = [1, 4, 16, 64, 256, 1000];
const ROWS = [1, 10, 100, 1000, 10_000];
/** Of binary bodies, in KiB; the largest is just below the default of BODY_LIMIT. */
const BINARY = [1, 32, 1024, 16_384, 65_000];
/** Rows of the same numbers as JSON, 1.7 KB each. */
const JSON_ROWS = [1, 16, 512, 8192];
/** Connections of what is no load of many. */
export const FEW = 8;

/** What changes in a series, and what it is measured by. */
export interface Series {
  name: string;
  side: Side;
  /** How many cores the service may use, where that changes. */
  cores?: number;
  points: { x: number; call: Call; connections: number }[];
  /** @param counted  without what was refused */
  figures(counted: Measured, x: number): Record<string, number>;
}

/** What there may be more and more of. */
export async function allSeries(context: Context): Promise<Series[]> {
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
      figures: perSecond,
    },
    ...coreCounts().map((cores) => ({
      name: 'cores, 64 connections',
      side: iris,
      cores,
      points: [{ x: cores, call: row, connections: 64 }],
      figures: perSecond,
    })),
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

/** Of such a body only a few fit into the time. */
export function isLarge({ body }: Call): boolean {
  return body.length > 2 ** 23;
}

/** One, two, four … up to what there is, where a process can be bound to some. */
function coreCounts(): number[] {
  if (spawnSync('taskset', ['--version']).error) return [];
  return [1, 2, 4, 8, 16].filter((cores) => cores <= availableParallelism());
}

function perSecond({ requests, seconds }: Measured): Record<string, number> {
  return { 'requests per second': requests / seconds };
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
