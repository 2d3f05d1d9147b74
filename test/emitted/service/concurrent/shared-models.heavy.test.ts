import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseJson } from '../../../../lib/json.ts';
import type { Card } from '../../../../lib/onnx/card/card.ts';
import { emptyFolder } from '../../../cli.ts';
import { lacks } from '../../../skip.ts';
import { emitRunnable } from '../../emit.ts';
import { modelFile, sharedIndex, vectorsOf, type SharedModel } from '../../shared-models.ts';
import { NAME, start } from '../started.ts';
import { CLIENTS, crowd, type Crowd } from './crowd.ts';

/** How many services run at a time. */
const LANES = 2;

describe.skipIf(await lacks('models', 'runtime'))(
  `the shared models, asked by ${CLIENTS} clients at once`,
  () => {
    let directory: string;
    let remove: () => Promise<void>;
    beforeAll(async () => {
      ({ directory, remove } = await emptyFolder());
    });
    afterAll(() => remove());

    async function tryOut(model: SharedModel): Promise<Crowd> {
      const project = path.join(directory, model.name, NAME);
      await emitRunnable(project, { model: modelFile(model) });
      const service = await start(project);
      try {
        const card = parseJson(await readFile(path.join(project, 'model', 'card.json'), 'utf8')) as Card;
        const isRandom = model.compare?.startsWith('shape') ?? false;
        return await crowd(model.name, service, card, vectorsOf(model)[0]!.inputs, isRandom);
      } finally {
        await service.stop();
        await rm(path.join(directory, model.name), { recursive: true, force: true });
      }
    }

    it('give each the answer that it gets alone', async () => {
      const models = sharedIndex().cases.filter(({ status }) => status === 'match');
      const results: Crowd[] = [];
      const waiting = models.values();
      const lane = async (): Promise<void> => {
        for (const model of waiting) {
          const failed = (error: Error): Crowd => ({
            ...{ model: model.name, batching: false, reason: '', different: 0, perRun: 0 },
            faults: [error.message],
          });
          results.push(await tryOut(model).catch(failed));
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      report(results);

      expect(results.flatMap(({ model, faults }) => faults.map((fault) => `${model}: ${fault}`))).toEqual([]);
      expect(results).toHaveLength(models.length);
      // It answers differently when rows are joined, without an error: only the proof at warm-up tells.
      const bidirectional = results.find(({ model }) => model === 'ort_cntk_lstm_bidir')!;
      expect(bidirectional).toMatchObject({ batching: false, perRun: 1 });
      expect(bidirectional.reason).toMatch(/rows that are joined change each other's "Splice1349_Output_0"/);
      for (const { model, batching, perRun } of results) {
        if (batching) expect(perRun, model).toBeGreaterThan(1);
        else expect(perRun, model).toBe(1);
      }
    }, 1_200_000);
  },
);

function report(results: Crowd[]): void {
  const batching = results.filter((result) => result.batching);
  const reasons = new Map<string, string[]>();
  for (const { model, batching, reason } of results) {
    if (!batching) reasons.set(reason, [...(reasons.get(reason) ?? []), model]);
  }
  const lines = [
    `${results.length} models, ${CLIENTS} clients at once; ${batching.length} models join requests:`,
    ...batching.map(({ model, perRun }) => `  ${model}: ${perRun.toFixed(1)} requests a run`),
    'the others run each alone:',
    ...[...reasons].map(
      ([reason, models]) => `  ${models.length}: ${reason} (${models.slice(0, 4).join(', ')})`,
    ),
    `different inputs: ${CLIENTS} of ${results.filter(({ different }) => different === CLIENTS).length} models, 1 of ` +
      results
        .filter(({ different }) => different === 1)
        .map(({ model }) => model)
        .join(', '),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
