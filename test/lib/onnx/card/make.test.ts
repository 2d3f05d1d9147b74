import { describe, expect, it } from 'vitest';
import type { Card } from '../../../../lib/onnx/card/card.ts';
import { modelCard, withColumns } from '../../../../lib/onnx/card/make.ts';
import { requireServable } from '../../../../lib/onnx/servable.ts';
import { attribute } from '../bodies.ts';
import { saved } from '../folders.ts';
import { field, model, node, sequenceOfMaps, tensorType, value, zipMapModel } from '../onnx-writer.ts';

const source = { file: 'a.onnx', origin: 'file', sha256: 'abc' };

async function cardOf(bytes: Buffer, more = {}): Promise<Card> {
  return modelCard(await requireServable(saved(bytes)), { ...source, ...more });
}

describe('the card', () => {
  it('says where the model came from and what it is', async () => {
    const bytes = model({ more: [field(6, ' A test. ')] });
    expect(await cardOf(bytes)).toEqual({
      version: 1,
      source: { ...source, bytes: bytes.length },
      producer: 'test',
      irVersion: 8,
      opsets: { 'ai.onnx': 17 },
      description: 'A test.',
      inputs: [{ name: 'X', datatype: 'FP32', shape: ['N', 3] }],
      outputs: [{ name: 'Y', datatype: 'FP32', shape: ['N', 3] }],
      omitted: [],
      example: { inputs: { X: [[1, 1, 1]] } },
      exampleOrigin: 'signature',
    });
  });

  it('has a ZipMap as a tensor with classes', async () => {
    expect((await cardOf(zipMapModel())).outputs).toEqual([
      { name: 'Z', datatype: 'FP32', shape: ['N', 2], classes: ['no', 'yes'], zipmap: true },
    ]);
  });

  it('has integer classes as text, exactly', async () => {
    const labels = [field(1, 'classlabels_int64s'), field(8, -1), field(8, 2n ** 63n - 1n)];
    const nodes = [
      node('ZipMap', ['X'], ['Z'], { domain: 'ai.onnx.ml', attributes: [Buffer.concat(labels)] }),
    ];
    const { outputs } = await cardOf(zipMapModel({ nodes }));
    expect(outputs[0]!.classes).toEqual(['-1', '9223372036854775807']);
  });

  it('names what is left out, with the reason', async () => {
    const outputs = [
      value('Y', tensorType(1)),
      value('S', sequenceOfMaps),
      value('Q', tensorType(22)),
      value('U'),
    ];
    const toInt4 = { attributes: [attribute('to', 2, field(3, 22))] };
    const nodes = [node('Split', ['X'], ['Y', 'S', 'U']), node('Cast', ['X'], ['Q'], toInt4)];
    const { omitted } = await cardOf(model({ outputs, nodes, opsets: [['', 21]] }));
    expect(omitted).toEqual([
      { name: 'S', type: 'SEQUENCE', reason: expect.stringContaining('not a tensor') as string },
      { name: 'Q', type: 'INT4', reason: expect.stringContaining('end the whole process') as string },
      { name: 'U', type: 'UNDEFINED', reason: expect.stringContaining('does not declare') as string },
    ]);
  });

  it('leaves a ZipMap alone whose result something else reads', async () => {
    const outputs = [value('Y', tensorType(1)), value('Z', sequenceOfMaps)];
    const labels = Buffer.concat([field(1, 'classlabels_int64s'), field(8, 1)]);
    const zipMap = node('ZipMap', ['X'], ['Z'], { domain: 'ai.onnx.ml', attributes: [labels] });
    const card = await cardOf(zipMapModel({ nodes: [zipMap, node('Neg', ['Z'], ['Y'])], outputs }));
    expect(card.omitted).toMatchObject([{ name: 'Z', type: 'SEQUENCE' }]);
  });

  it('has the columns and a row of them as example', async () => {
    const metadata = { feature_names: '["a", "b", "c"]', feature_units: 'cm, , kg' };
    const card = await cardOf(model({ metadata }));
    expect(card.columns).toEqual([{ name: 'a', unit: 'cm' }, { name: 'b' }, { name: 'c', unit: 'kg' }]);
    expect(card.example).toEqual({ rows: [{ a: 1, b: 1, c: 1 }] });
  });

  it('prefers the columns and the example that it is given', async () => {
    const metadata = { feature_names: 'a,b,c' };
    const example = { body: { rows: [{ x: 5, y: 6, z: 7 }] }, origin: 'mine.json' };
    const given = { columns: ['x', 'y', 'z'], example };
    const card = await cardOf(model({ metadata }), given);
    expect(card.columns).toEqual([{ name: 'x' }, { name: 'y' }, { name: 'z' }]);
    expect(card.example).toEqual(example.body);
    expect(card.exampleOrigin).toBe('mine.json');
    expect(withColumns(card, ['a', 'b', 'c']).example).toEqual({ rows: [{ a: 5, b: 6, c: 7 }] });
  });

  it('refuses columns that do not fit', async () => {
    await expect(cardOf(model(), { columns: ['x', 'y'] })).rejects.toMatchObject({
      code: 'columns-do-not-fit',
    });
  });
});
