import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModel } from '../../../lib/onnx/model/model.ts';
import { findStep } from '../../../lib/preprocess/find.ts';
import type { PicturePreprocess } from '../../../lib/preprocess/preprocess.ts';
import { parseJson } from '../../../lib/json.ts';
import { lacks, sharedInputs } from '../../skip.ts';

const folder = path.join(sharedInputs, 'pictures');

/** What the set's presets say, as settings. */
const THIRDS = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };
const HALVES = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] };
const shortest = (filter: string, halves: string) => ({
  resize: { fit: 'shortest', size: 256, filter },
  crop: { size: [224, 224], halves },
});
const stretch = (size: number, filter: string) => ({
  resize: { fit: 'stretch', size: [size, size], filter },
});
const PRESETS: Record<string, object> = {
  a_imagenet: { layout: 'NCHW', colours: 'RGB', ...shortest('bilinear', 'even'), ...THIRDS },
  a_hf: { layout: 'NCHW', colours: 'RGB', ...shortest('bilinear', 'down'), ...THIRDS },
  a_timm_bicubic: { layout: 'NCHW', colours: 'RGB', ...shortest('bicubic', 'even'), ...THIRDS },
  c_stretch96_unit_nchw: { layout: 'NCHW', colours: 'RGB', ...stretch(96, 'bilinear'), scale: 1 / 255 },
  c_stretch96_u8_nhwc: { layout: 'NHWC', colours: 'RGB', ...stretch(96, 'bilinear'), scale: 1 },
  d_stretch64_lanczos_pm1: { layout: 'NCHW', colours: 'RGB', ...stretch(64, 'lanczos'), ...HALVES },
  d_stretch64_lanczos_pm1_bgr: { layout: 'NCHW', colours: 'BGR', ...stretch(64, 'lanczos'), ...HALVES },
  e_gray28: { layout: 'NCHW', colours: 'grey', ...stretch(28, 'bilinear'), scale: 1 / 255 },
  f_letterbox320: {
    layout: 'NCHW',
    colours: 'RGB',
    resize: { fit: 'letterbox', size: [320, 320], filter: 'bilinear', fill: 114 },
    scale: 1 / 255,
  },
  n_native_unit: { layout: 'NCHW', colours: 'RGB', resize: { fit: 'none' }, scale: 1 / 255 },
};

/** What an output means, by what the set calls it. */
const KINDS: Record<string, string> = {
  logits: 'classes',
  probabilities: 'classes',
  boxes: 'boxes',
  picture: 'picture',
  embedding: 'embedding',
};

/** Those for which nothing says how pictures are prepared. */
const GUESSED = ['bare', 'digits', 'uint8-nhwc', 'dynamic-hw', 'fp16', 'image-to-image'];

interface Case {
  id: string;
  model: string;
  preset: string;
  labels: string[] | null;
  output: string;
}

describe.skipIf(await lacks('inputs'))('what a picture becomes', async () => {
  const index = path.join(folder, 'index.json');
  const { models } = (await lacks('inputs'))
    ? { models: [] }
    : (parseJson(readFileSync(index, 'utf8')) as { models: Case[] });
  // That the picture is resized as OpenCV does it stands nowhere.
  const known = models.filter(({ id }) => id !== 'yolo-toy-cv2');

  it.each(known)('for $id is found', async ({ id, model, preset, labels, output }) => {
    const file = path.join(folder, model);
    const found = findStep(await readModel(file), file)!;
    const settings = found.settings as PicturePreprocess;
    // Nothing tells that these pixels are stretched by a cubic filter.
    if (id !== 'fp16') expect(settings).toMatchObject(PRESETS[preset]!);
    expect(settings.output.kind).toBe(KINDS[output]);
    if (labels) expect(settings.output).toMatchObject({ labels });
    else expect(settings.output).not.toHaveProperty('labels');
    if (output === 'probabilities') expect(settings.output).toMatchObject({ activation: 'none' });
    if (output === 'logits') expect(settings.output).toMatchObject({ activation: 'softmax' });
    expect(settings.guessed === true).toBe(GUESSED.includes(id));
    expect(found.told.join('\n')).toMatch(/^pictures: .*\nanswers: /);
  });

  it('is what somebody says, and then it is no guess', async () => {
    const file = path.join(folder, 'models/bare/bare.onnx');
    const { settings } = findStep(await readModel(file), file, { preprocess: 'signed' })!;
    expect(settings).toMatchObject({ scale: 1 / 255, ...HALVES });
    expect(settings.guessed).toBeUndefined();
    expect(findStep(await readModel(file), file, { preprocess: 'none' })).toBeUndefined();
  });

  it('has as many names as there are scores, or none', async () => {
    const file = path.join(folder, 'models/hf-classifier/model.onnx');
    const model = await readModel(file);
    expect(() => findStep(model, file, { labels: ['ant', 'bee'] })).toThrow(
      'There are 2 names of classes, and the model gives 5 scores',
    );
    // Beside it lie the names of another model.
    const other = path.join(folder, 'models/digits/model.onnx');
    const found = findStep(model, other)!;
    expect(found.settings.output).not.toHaveProperty('labels');
    expect(found.told).toContain(
      'notice: There are 10 names of classes, and the model gives 5 scores (labels.txt). They are left out.',
    );
  });
});
