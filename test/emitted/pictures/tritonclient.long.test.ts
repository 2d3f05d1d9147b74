import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package.ts';
import { pythonWith } from '../../samples/python-environment.ts';
import { lacks, sharedInputs } from '../../skip.ts';
import type { PictureService } from './picture-service.ts';
import { pictureService } from './picture-service.ts';
import { answersOf, index, modelFile } from './picture-set.ts';

const NAMES = ['jpeg-420.jpg', 'png-rgba.png'];
const emitted = path.join(packageRoot, 'test', 'emitted');

describe.skipIf(await lacks('inputs', 'runtime'))('tritonclient, with pictures', () => {
  const model = index().models.find(({ id }) => id === 'timm-classifier')!;
  let service: PictureService;
  beforeAll(async () => {
    service = await pictureService(modelFile(model));
  }, 60_000);
  afterAll(() => service.stop());

  it('sends a batch of files as BYTES, and gets the names of classes', async (test) => {
    const python = await pythonWith(
      path.join(emitted, 'service', 'clients', 'requirements-tritonclient.txt'),
    );
    const files = NAMES.map((name) => path.join(sharedInputs, 'pictures', 'files', name));
    const script = path.join(emitted, 'pictures', 'with_tritonclient.py');
    const printed = await python(test, [script, new URL(service.url).host, 'pictures', ...files]);
    const {
      bytes,
      JSON: json,
      values,
    } = JSON.parse(printed.trim().split('\n').at(-1)!) as {
      bytes: string[][];
      JSON: string[][];
      values: number[][];
    };
    expect(json).toEqual(bytes);
    for (const [place, name] of NAMES.entries()) {
      const { top, output } = answersOf(model)[name]!;
      const wanted = top!.slice(0, 2).map(([label, score]) => {
        const written = `${output.values!.findIndex((one) => Math.abs(one - score) < 1e-6)}:${label}`;
        return [score.toFixed(4), written];
      });
      const given = bytes[place]!.map((one) => {
        const [score, ...label] = one.split(':');
        return [Number(score).toFixed(4), label.join(':')];
      });
      expect(given).toEqual(wanted);
      for (const [at, value] of output.values!.entries()) expect(values[place]![at]).toBeCloseTo(value, 4);
    }
  }, 300_000);
});
