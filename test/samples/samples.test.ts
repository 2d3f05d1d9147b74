import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../lib/model/model.ts';
import { sampleGolden, samples } from '../../lib/model/samples.ts';
import type { Card, CardTensor, Golden } from '../../lib/onnx/card/card.ts';
import { modelCard } from '../../lib/onnx/card/make.ts';
import { readModel } from '../../lib/onnx/model/model.ts';
import { requireServable } from '../../lib/onnx/servable.ts';

/** The training script adds which model file its answers belong to. */
type SampleGolden = Golden & { model: { file: string; sha256: string } };

describe('the bundled samples', () => {
  it('are these, in the order in which they are offered', () => {
    expect(samples().map(({ name }) => name)).toEqual(['iris', 'digits', 'reviews', 'shapes', 'students']);
  });

  it('are installed with the same versions, where they need the same package', async () => {
    const pins = new Map<string, Set<string>>();
    for (const { model } of samples()) {
      const requirements = await readFile(path.join(path.dirname(model), 'requirements.txt'), 'utf8');
      for (const [, name, version] of requirements.matchAll(/^([\w-]+)==(\S+)$/gm))
        pins.set(name!, (pins.get(name!) ?? new Set()).add(version!));
    }
    expect([...pins].filter(([, versions]) => versions.size > 1)).toEqual([]);
    expect(pins.get('skl2onnx')?.size).toBe(1);
  });
});

describe.each(samples())('sample $name: its files belong together', (sample) => {
  const golden = sampleGolden(sample) as SampleGolden;

  it('golden.json was written with this very model file', async () => {
    const model = await readFile(sample.model);
    expect(golden.model.file).toBe(path.basename(sample.model));
    expect(createHash('sha256').update(model).digest('hex')).toBe(golden.model.sha256);
  });

  it('its model is servable, and small enough to be in the package', async () => {
    await expect(requireServable(sample.model)).resolves.toBeDefined();
    expect((await stat(sample.model)).size).toBeLessThan(200_000);
  });

  it('sample.json says what it is and what it teaches, each in a line of a terminal', () => {
    expect(sample.title).toMatch(/^.{20,70}$/);
    expect(sample.teaches).toMatch(/^.{20,80}$/);
  });

  it('its example and its golden requests have the form that the model file declares', async () => {
    const card = await cardOf(sample.model);
    const requests = golden.cases.map((one) => one.request);
    for (const request of [...(sample.example ? [sample.example] : []), ...requests])
      expect(fits(request, card), JSON.stringify(request)).toBe(true);
  });
});

describe('what the samples teach: their golden requests and answers', () => {
  it('iris: rows and tensors, each species at least once', () => {
    const { cases } = goldenOf('iris');
    const answered = JSON.stringify(cases.map((one) => one.answer));
    expect(cases.map(({ request }) => Object.keys(request)[0])).toEqual(['rows', 'rows', 'inputs']);
    for (const species of ['setosa', 'versicolor', 'virginica'])
      expect(answered).toMatch(new RegExp(`"output_label":[^{}]*"${species}"`));
  });

  it('students: numbers, integers and text with their units, each text at least once', async () => {
    const { cases } = goldenOf('students');
    const card = await cardOf(sampleModel('students'));
    expect(cases.map(({ request }) => Object.keys(request)[0])).toEqual(['rows', 'rows', 'inputs']);
    expect(new Set(card.inputs.map(({ datatype }) => datatype))).toEqual(new Set(['FP32', 'INT64', 'BYTES']));
    expect(card.columns).toContainEqual({ name: 'hours_studied', unit: 'h/week' });
    expect(card.columns).toContainEqual({ name: 'study_place' });
    const asked = JSON.stringify(cases.map((one) => one.request));
    for (const text of ['yes', 'no', 'home', 'library', 'school']) expect(asked).toContain(`"${text}"`);
  });

  it('shapes: pictures of two kinds and several sizes, the example first, each shape at least once', async () => {
    const { cases } = goldenOf('shapes');
    const [one, many] = cases.map(({ request }) => request);
    const picture = await readFile(path.join(path.dirname(sampleModel('shapes')), 'shapes.png'));
    expect(one).toEqual({ image: picture.toString('base64') });
    const kinds = (many!['images'] as string[]).map((file) => kindOf(file));
    expect(new Set(kinds)).toEqual(new Set(['png', 'jpeg']));
    const best = (cases[1]!.answer['results'] as Scored[]).map(({ predictions }) => predictions[0]!.label);
    expect(best.sort()).toEqual(['circle', 'cross', 'square', 'star', 'triangle']);
  });

  it('reviews: one text, and several, each label at least once', () => {
    const { cases } = goldenOf('reviews');
    expect(cases.map(({ request }) => Object.keys(request))).toEqual([['text'], ['texts']]);
    const best = (cases[1]!.answer['results'] as Scored[]).map(({ predictions }) => predictions[0]!.label);
    expect(new Set(best)).toEqual(new Set(['negative', 'positive']));
  });

  it.each(['shapes', 'reviews'])(
    '%s: what is beside the model says how it is used, so nothing is guessed',
    async (name) => {
      const { findStep } = await chooseModel(`sample:${name}`, '.');
      const { settings } = findStep!({})!;
      expect(settings.guessed).toBeUndefined();
      expect(settings.output).toMatchObject({ kind: 'classes', output: 'logits', activation: 'softmax' });
      const labels = goldenOf(name).cases[0]!.answer as unknown as Scored;
      expect(settings.output).toHaveProperty(
        'labels',
        expect.arrayContaining(labels.predictions.map(({ label }) => label)),
      );
    },
  );

  it('digits: tensors with and without the name of the input, no columns', async () => {
    const { cases } = goldenOf('digits');
    const isNamed = cases.map(({ request }) => !Array.isArray(request['inputs']));
    expect(isNamed).toEqual([true, true, false]);
    expect((await cardOf(sampleModel('digits'))).columns).toBeUndefined();
  });
});

interface Scored {
  predictions: { label: string; score: number }[];
}

/** What a file in base64 begins with. */
function kindOf(file: unknown): 'png' | 'jpeg' | undefined {
  if (typeof file !== 'string') return undefined;
  return file.startsWith('iVBORw0KGgo') ? 'png' : file.startsWith('/9j/') ? 'jpeg' : undefined;
}

function sampleModel(name: string): string {
  return samples().find((sample) => sample.name === name)!.model;
}

function goldenOf(name: string): Golden {
  return sampleGolden(samples().find((sample) => sample.name === name)!);
}

async function cardOf(model: string): Promise<Card> {
  return modelCard(await readModel(model), { file: path.basename(model), origin: 'file', sha256: '' });
}

/** Whether a body of /predict has pictures or texts, or the columns, or the inputs and their shapes, that the card has. */
function fits(request: Record<string, unknown>, { columns, inputs }: Card): boolean {
  const { image, images, text, texts } = request;
  const takesTexts = inputs[0]!.name === 'input_ids';
  const all = (takesTexts ? (texts ?? [text]) : (images ?? [image])) as unknown[];
  if (all[0] !== undefined)
    return all.every((one) => (takesTexts ? typeof one === 'string' : kindOf(one) !== undefined));
  if ('rows' in request) {
    const names = JSON.stringify(columns?.map(({ name }) => name));
    const rows = request['rows'] as object[];
    return rows.length > 0 && rows.every((row) => JSON.stringify(Object.keys(row)) === names);
  }
  const given = Array.isArray(request['inputs'])
    ? { [inputs[0]!.name]: request['inputs'] }
    : (request['inputs'] as Record<string, unknown>);
  const fed = inputs.filter(({ name, shape }) => hasShape(given[name], shape));
  return fed.length === inputs.length && Object.keys(given).length === inputs.length;
}

function hasShape(value: unknown, shape: CardTensor['shape']): boolean {
  if (shape === null) return true;
  if (shape.length === 0) return !Array.isArray(value);
  const [first, ...rest] = shape;
  if (!Array.isArray(value)) return false;
  const isLong = typeof first === 'number' && first >= 0 ? value.length === first : value.length > 0;
  return isLong && value.every((part) => hasShape(part, rest));
}
