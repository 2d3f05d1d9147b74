import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { inspect } from '../../lib/formats/inspect.ts';
import { tableWidth } from '../../lib/onnx/card/columns.ts';
import { serve } from '../../scripts/serve.ts';
import { emptyFolder } from '../cli.ts';
import { lacks } from '../skip.ts';
import { emitRunnable } from './emit.ts';
import { askEverything, type Result } from './every-route.ts';
import { modelFile, sharedIndex, vectorsOf, type Index, type SharedModel } from './shared-models.ts';
import { table } from './table.ts';

/** How many services run at a time. */
const LANES = 2;
const FIRST_PORT = 20_000;

/** What every model is asked by; rows and examples are not for all of them. */
const ALWAYS = ['predict', 'v2 JSON', 'v2 binary'] as const;

describe.skipIf(await lacks('models', 'runtime'))('the shared models', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
  });
  afterAll(() => remove());

  it('are all served with the expected answers, by every route', async () => {
    const { cases, tolerance } = sharedIndex();
    const models = cases.filter(({ status }) => status === 'match');
    const results: Result[] = [];
    const waiting = models.values();
    const lane = async (_: unknown, i: number): Promise<void> => {
      for (const model of waiting) results.push(await tryOut(model, tolerance, FIRST_PORT + 100 * i));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    process.stdout.write(`${table(results)}\n`);
    expect(results.flatMap(({ model, faults }) => faults.map((fault) => `${model}: ${fault}`))).toEqual([]);
    const answered = results.filter(({ routes }) => ALWAYS.every((route) => routes[route] === 'ok'));
    expect(answered).toHaveLength(models.length);
  }, 900_000);

  /** A table without names of its columns is served a second time, with names, for the sake of rows. */
  async function tryOut(model: SharedModel, tolerance: Index['tolerance'], port: number): Promise<Result> {
    const result: Result = { model: model.name, routes: {}, faults: [], seconds: 0 };
    const vectors = vectorsOf(model);
    const { inputs } = await inspect(modelFile(model));
    const names = Array.from({ length: tableWidth(inputs) }, (_, i) => `column ${i}`);
    const started = Date.now();
    for (const columns of names.length > 0 ? [undefined, JSON.stringify(names)] : [undefined]) {
      const project = path.join(directory, model.name);
      try {
        await emitRunnable(project, { model: modelFile(model), ...(columns !== undefined && { columns }) });
        const service = await serve(project, (await nextFreePort(port))!);
        await askEverything(model, vectors, { project, url: service.url }, tolerance, (route, fault) => {
          if (fault !== undefined) result.faults.push(`${route}: ${fault}`);
          result.routes[route] = fault !== undefined || result.routes[route] === 'FAIL' ? 'FAIL' : 'ok';
        });
        await service.stop();
      } catch (error) {
        result.faults.push((error as Error).message);
      }
      await rm(project, { recursive: true, force: true });
    }
    return { ...result, seconds: (Date.now() - started) / 1000 };
  }
});
