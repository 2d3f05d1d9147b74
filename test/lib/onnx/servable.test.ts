import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModel, type Model } from '../../../lib/onnx/model/model.ts';
import { requireServable, writeServable } from '../../../lib/onnx/servable.ts';
import { attribute } from './bodies.ts';
import { newFolder, saved } from './folders.ts';
import { field, model, node, sequenceOfMaps, tensor, tensorType, value, zipMapModel } from './onnx-writer.ts';

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Writes a model as it will be served, and reads what became of it. */
async function rewritten(bytes: Buffer): Promise<{ now: Model; bytes: Buffer }> {
  const source = saved(bytes);
  const target = path.join(newFolder(), 'model', 'model.onnx');
  const written = await writeServable(await requireServable(source), source, target);
  const now = readFileSync(target);
  expect(written).toEqual({ files: { 'model.onnx': sha256(now) }, source: sha256(bytes) });
  return { now: await readModel(target), bytes: now };
}

describe('a model that is to be served', () => {
  it('is refused with every reason and a next step', async () => {
    const file = saved(model({ irVersion: 99, inputs: [value('X', sequenceOfMaps)] }));
    await expect(requireServable(file)).rejects.toMatchObject({
      code: 'model-not-servable',
      where: file,
      exitCode: 2,
      details: [expect.stringContaining('IR version 99'), expect.stringContaining('SEQUENCE')],
      next: [expect.any(String), expect.any(String)],
    });
  });

  it('with one reason says it in the first line', async () => {
    await expect(requireServable(saved(model({ irVersion: 99 })))).rejects.toThrow('IR version 99');
  });
});

describe('the model in the project', () => {
  it('has the same bytes where nothing has to change', async () => {
    const bytes = model();
    expect((await rewritten(bytes)).bytes.equals(bytes)).toBe(true);
  });

  it('has Identity for ZipMap and the tensor in front of it as output', async () => {
    const { now } = await rewritten(zipMapModel());
    expect(now.graph.nodes).toMatchObject([
      { name: 'my ZipMap', operator: 'Identity', domain: '', inputs: ['X'], outputs: ['Z'] },
    ]);
    expect(now.outputs).toMatchObject([{ name: 'Z', kind: 'tensor', elementType: 1, shape: ['N', 2] }]);
    expect(now.zipMaps).toEqual([]);
  });

  it('is, byte for byte, what its exporter would have written without ZipMap', async () => {
    const opsets: [string, number][] = [
      ['', 17],
      ['ai.onnx.ml', 1],
    ];
    const identity = node('Identity', ['X'], ['Z'], { name: 'my ZipMap' });
    const expected = zipMapModel({
      opsets,
      nodes: [identity],
      outputs: [value('Z', tensorType(1, ['N', 2]))],
    });
    expect((await rewritten(zipMapModel({ opsets }))).bytes.equals(expected)).toBe(true);
  });

  it('imports ai.onnx for Identity where the model has no operator of it', async () => {
    expect((await rewritten(zipMapModel())).now.opsets).toEqual({ 'ai.onnx': 9, 'ai.onnx.ml': 1 });
  });

  it('gets no import where operators of ai.onnx do without: it would give them another version', async () => {
    const labels = [field(1, 'classlabels_int64s'), field(8, -1), field(8, 5)];
    const zipMap = node('ZipMap', ['p'], ['Z'], {
      domain: 'ai.onnx.ml',
      attributes: [Buffer.concat(labels)],
    });
    const { now } = await rewritten(zipMapModel({ nodes: [node('Neg', ['X'], ['p']), zipMap] }));
    expect(now.opsets).toEqual({ 'ai.onnx.ml': 1 });
    expect(now.outputs[0]!.shape).toEqual([-1, 2]);
  });

  it('forgets that value_info called the output a sequence', async () => {
    const valueInfo = [value('other', tensorType(1)), value('Z', sequenceOfMaps)];
    const { bytes } = await rewritten(zipMapModel({ valueInfo }));
    expect(bytes.includes(field(13, valueInfo[0]!))).toBe(true);
    expect(bytes.includes(sequenceOfMaps)).toBe(false);
  });

  it('keeps every byte before and behind what changes', async () => {
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 256));
    const more = [field(99, noise)];
    const initializers = [Buffer.concat([tensor('W'), field(9, noise)])];
    const { bytes, now } = await rewritten(zipMapModel({ initializers, more }));
    expect(bytes.subarray(-noise.length).equals(noise)).toBe(true);
    expect(bytes.indexOf(noise)).toBeLessThan(bytes.length - noise.length);
    expect(now.graph.initializers).toEqual(new Map([['W', 1]]));
  });

  it('loses only those other outputs with which it would not load', async () => {
    const types = {
      Y: tensorType(1, [1]),
      bf16: tensorType(16, [1]),
      int4: tensorType(22, [1]),
      list: sequenceOfMaps,
    };
    const outputs = Object.entries(types).map(([name, type]) => value(name, type));
    const toInt4 = { attributes: [attribute('to', 2, field(3, 22))] };
    const nodes = [node('Split', ['X'], ['Y', 'bf16', 'list']), node('Cast', ['X'], ['int4'], toInt4)];
    const { now } = await rewritten(model({ outputs, nodes, opsets: [['', 21]] }));
    expect(now.outputs.map(({ name }) => name)).toEqual(['Y', 'int4', 'list']);
  });

  it('comes with its external data under their own names, readable for everybody', async () => {
    const initializers = [tensor('a', { location: 'a.bin' }), tensor('b', { location: './weights/b.bin' })];
    const source = saved(model({ initializers }));
    const folder = path.dirname(source);
    mkdirSync(path.join(folder, 'weights'));
    writeFileSync(path.join(folder, 'a.bin'), 'AAAA');
    writeFileSync(path.join(folder, 'weights', 'b.bin'), 'BBBB');
    for (const file of [source, path.join(folder, 'a.bin')]) chmodSync(file, 0o600);
    const target = path.join(newFolder(), 'model.onnx');
    const written = await writeServable(await requireServable(source), source, target);
    const ofWeights = { 'a.bin': sha256(Buffer.from('AAAA')), 'weights/b.bin': sha256(Buffer.from('BBBB')) };
    expect(written.files).toEqual({ 'model.onnx': written.source, ...ofWeights });
    const at = (name: string): string => path.join(path.dirname(target), name);
    expect(readFileSync(at('weights/b.bin'), 'utf8')).toBe('BBBB');
    if (process.platform !== 'win32') expect(statSync(at('a.bin')).mode & 0o777).toBe(0o644);
    expect(readdirSync(path.dirname(target)).sort()).toEqual(['a.bin', 'model.onnx', 'weights']);
  });

  it('may be the very file that it is made from', async () => {
    const source = saved(zipMapModel());
    await writeServable(await requireServable(source), source, source);
    const once = readFileSync(source);
    await writeServable(await requireServable(source), source, source);
    expect(readFileSync(source).equals(once)).toBe(true);
    expect((await readModel(source)).outputs).toMatchObject([{ name: 'Z', kind: 'tensor' }]);
  });

  it('leaves nothing half written where the disk says no', async () => {
    const source = saved(model());
    const target = path.join(newFolder(), 'model.onnx');
    mkdirSync(target);
    writeFileSync(path.join(target, 'somebody'), '');
    await expect(writeServable(await requireServable(source), source, target)).rejects.toThrow();
    expect(readdirSync(path.dirname(target))).toEqual(['model.onnx']);
  });
});
