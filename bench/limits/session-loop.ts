import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * `session-loop.js PROJECT MODEL THREADS SECONDS`: the model alone, run again and again with no service around it. What it
 * is run with is on standard input, as JSON. Prints as JSON what the last run gave and what all of them took.
 */

/** What of onnxruntime-node is used here. */
interface Runtime {
  InferenceSession: { create(file: string, options: object): Promise<Session> };
  Tensor: new (type: string, data: Float32Array | string[], shape: number[]) => object;
}

interface Session {
  run(feeds: Record<string, object>): Promise<Record<string, { data: ArrayLike<number> }>>;
}

/** One tensor, of numbers or of texts. */
interface Input {
  name: string;
  shape: number[];
  data: number[] | string[];
}

export interface Looped {
  outputs: Record<string, number[]>;
  milliseconds: number[];
  processorSeconds: number;
  seconds: number;
}

const WARM_UP = 3;

const [project, model, threads, seconds] = process.argv.slice(2);
const { InferenceSession, Tensor } = createRequire(`${project}/package.json`)('onnxruntime-node') as Runtime;
const session = await InferenceSession.create(model!, { intraOpNumThreads: Number(threads) });
const { name, shape, data } = JSON.parse(readFileSync(0, 'utf8')) as Input;
const tensor =
  typeof data[0] === 'string'
    ? new Tensor('string', data as string[], shape)
    : new Tensor('float32', Float32Array.from(data as number[]), shape);

let results = await session.run({ [name]: tensor });
for (let run = 0; run < WARM_UP; run++) results = await session.run({ [name]: tensor });
const milliseconds: number[] = [];
const [began, before] = [performance.now(), process.cpuUsage()];
while (performance.now() - began < Number(seconds) * 1000) {
  const start = performance.now();
  results = await session.run({ [name]: tensor });
  milliseconds.push(performance.now() - start);
}
const { user, system } = process.cpuUsage(before);
const looped: Looped = {
  outputs: Object.fromEntries(Object.entries(results).map(([key, value]) => [key, Array.from(value.data)])),
  milliseconds,
  processorSeconds: (user + system) / 1e6,
  seconds: (performance.now() - began) / 1000,
};
process.stdout.write(JSON.stringify(looped));
