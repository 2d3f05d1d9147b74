import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../lib/package.ts';
import { limits } from '../sides/limits.ts';
import { makeProject, ours } from '../sides/ours.ts';
import { peerSides } from '../sides/peers.ts';
import type { Load } from '../sides/side.ts';
import { type Benchmark, type Context, type Entrant, entrantsOf } from './context.ts';
import { predictions } from './predictions.ts';

const sample = path.join(packageRoot, 'samples', 'iris');

interface Golden {
  cases: { request: { rows?: unknown[] }; answer: { rows?: unknown[] } }[];
}

/** One flower a request: what HTTP and JSON take is nearly all of it. */
export const iris: Benchmark = {
  name: 'iris',
  about: 'sample:iris, one row as JSON',
  async run(context) {
    const load = await flowers(1);
    const pressures = [1, 16, 64].map((connections) => ({ load, connections }));
    await predictions('iris', { entrants: await irisEntrants(context), pressures }, context);
  },
};

export const rows: Benchmark = {
  name: 'rows',
  about: 'sample:iris, 100 rows a request as JSON',
  async run(context) {
    const pressures = [{ load: await flowers(100), connections: 16 }];
    await predictions('rows', { entrants: await irisEntrants(context), pressures }, context);
  },
};

/** Flowers with what the model says of them, from the sample's own answers. */
export async function flowers(count: number): Promise<Load> {
  const golden = JSON.parse(await readFile(path.join(sample, 'golden.json'), 'utf8')) as Golden;
  const cases = golden.cases.flatMap(({ request, answer }) =>
    (request.rows ?? []).map((row, index) => ({ row, answer: answer.rows?.[index] })),
  );
  const chosen = Array.from({ length: count }, (_, index) => cases[index % cases.length]!);
  return {
    name: count === 1 ? 'one row' : `${count} rows`,
    request: { rows: chosen.map(({ row }) => row) },
    answer: { rows: chosen.map(({ answer }) => answer) },
  };
}

export async function irisEntrants(context: Context): Promise<Entrant[]> {
  const project = await makeProject(context.folder, 'iris', 'sample:iris');
  const peers = peerSides(context.peers, { model: 'iris', file: path.join(sample, 'iris.onnx') });
  const before = context.before ? [{ ...ours(context.before), name: 'before', kind: 'limit' as const }] : [];
  return entrantsOf([ours(project), ...before, ...limits(project), ...peers]);
}
