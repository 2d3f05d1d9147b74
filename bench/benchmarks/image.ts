import { availableParallelism } from 'node:os';
import { loop } from '../sides/session.ts';
import { makeProject, ours } from '../sides/ours.ts';
import { peerSides } from '../sides/peers.ts';
import type { Load, Served, Tensor } from '../sides/side.ts';
import { madeModel } from '../models/made.ts';
import { type Benchmark, type Context, type Entrant, entrantsOf } from './context.ts';
import { predictions } from './predictions.ts';

const SHAPE = [1, 3, 224, 224];
const CONNECTIONS = 8;
/** As long as some hundred requests take. */
const LONGER = 2;

/** A model that computes for some ten milliseconds, in a project of its own, and what is sent to it. */
export interface Heavy {
  project: string;
  served: Served;
  input: Tensor;
  json: Load;
  bytes: Load;
}

export const image: Benchmark = {
  name: 'image',
  about: `A convolutional model, an image of 3 × 224 × 224 a request, ${CONNECTIONS} connections`,
  async run(context) {
    const heavy = await heavyModel(context);
    const pressures = [heavy.bytes, heavy.json].map((load) => ({ load, connections: CONNECTIONS }));
    const longer = { ...context, seconds: LONGER * context.seconds };
    const beside = { 'session.run in a loop': () => alone(heavy, longer.seconds) };
    await predictions('image', { entrants: imageEntrants(heavy, context), pressures, beside }, longer);
  },
};

/** @throws Unavailable  where the model cannot be made */
export async function heavyModel(context: Context): Promise<Heavy> {
  const served = await madeModel('image');
  const project = await makeProject(context.folder, 'image', served.file, ['--preprocess', 'none']);
  const count = SHAPE.reduce((product, size) => product * size, 1);
  const data = Array.from({ length: count }, (_, index) => Math.fround(((index * 7919) % 10_000) / 10_000));
  const input: Tensor = { name: 'image', shape: SHAPE, data };
  const { outputs } = await loop(project, served, input, 1, 0);
  const output: Tensor = { name: 'scores', shape: [1, 1000], data: outputs.scores! };
  const request = {
    inputs: {
      image: nested(
        data.map((value) => Number(value.toFixed(4))),
        SHAPE,
      ),
    },
  };
  const answer = { outputs: { scores: [output.data] } };
  return {
    project,
    served,
    input,
    json: { name: 'JSON', request, answer },
    bytes: { name: 'Binary', request, answer, binary: { input, output } },
  };
}

/** We as the image runs it, and the peers with one process of all threads and with a process for each core. */
export function imageEntrants({ project, served }: Heavy, context: Context): Entrant[] {
  const us = { ...ours(project), processes: 'one' as const };
  return entrantsOf([us, ...peerSides(context.peers, served)]);
}

/** The model without a service around it, with the threads that the service gives it. */
export async function alone(
  { project, served, input }: Heavy,
  seconds: number,
): Promise<Record<string, number>> {
  const { milliseconds, ...took } = await loop(project, served, input, availableParallelism(), seconds);
  return {
    'CPU per request, µs': (took.processorSeconds / milliseconds.length) * 1e6,
    'requests per second': milliseconds.length / took.seconds,
  };
}

function nested(values: number[], [, ...below]: number[]): unknown[] {
  if (below.length === 0) return values;
  const size = below.reduce((product, one) => product * one, 1);
  const parts = Array.from({ length: values.length / size }, (_, part) =>
    values.slice(part * size, (part + 1) * size),
  );
  return parts.map((part) => nested(part, below));
}
