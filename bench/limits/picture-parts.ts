import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * `picture-parts.js PROJECT FILE THREADS SECONDS`: what the project's own code does to a picture, part by part, with no
 * service around it. Prints the medians in milliseconds as JSON.
 */

/** What of the project is used here. */
interface Decoding {
  lookAt(bytes: Buffer): Promise<unknown>;
  decode(bytes: Buffer, sight: unknown): Promise<unknown>;
}
interface Fitting {
  fit(picture: unknown, settings: unknown): { picture: unknown };
}
interface Valuing {
  valuesOf(picture: unknown, settings: unknown): Float32Array;
}
interface Runtime {
  InferenceSession: { create(file: string, options: object): Promise<Session> };
  Tensor: new (type: string, data: Float32Array, shape: number[]) => object;
}
interface Session {
  run(feeds: Record<string, object>): Promise<object>;
}

export interface Parts {
  decode: number;
  prepare: number;
  model: number;
}

const [project, file, threads, seconds] = process.argv.slice(2) as [string, string, string, string];
const from = <Module>(name: string): Promise<Module> =>
  import(pathToFileURL(path.join(project, 'src', 'serving', 'pictures', name)).href) as Promise<Module>;
const { decode, lookAt } = await from<Decoding>('decode.ts');
const { fit } = await from<Fitting>('fit.ts');
const { valuesOf } = await from<Valuing>('values.ts');
const { InferenceSession, Tensor } = createRequire(`${project}/package.json`)('onnxruntime-node') as Runtime;
const settings = JSON.parse(readFileSync(path.join(project, 'model', 'preprocess.json'), 'utf8')) as {
  input: string;
};
const model = path.join(project, 'model', 'model.onnx');
const session = await InferenceSession.create(model, { intraOpNumThreads: Number(threads) });
const bytes = readFileSync(file);

const taken: Record<keyof Parts, number[]> = { decode: [], prepare: [], model: [] };
const end = performance.now() + Number(seconds) * 1000;
while (taken.model.length === 0 || performance.now() < end) {
  const began = performance.now();
  const picture = await decode(bytes, await lookAt(bytes));
  const between = performance.now();
  const values = valuesOf(fit(picture, settings).picture, settings);
  const ready = performance.now();
  await session.run({ [settings.input]: new Tensor('float32', values, [1, 3, 224, 224]) });
  taken.decode.push(between - began);
  taken.prepare.push(ready - between);
  taken.model.push(performance.now() - ready);
}
const median = (values: number[]): number => values.sort((one, other) => one - other)[values.length >> 1]!;
const parts: Parts = {
  decode: median(taken.decode),
  prepare: median(taken.prepare),
  model: median(taken.model),
};
process.stdout.write(JSON.stringify(parts));
