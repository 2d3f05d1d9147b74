import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { modelCard } from '../../../lib/onnx/model-card.ts';
import { inspect } from '../../../lib/onnx/inspect.ts';
import { requireServable, writeServable } from '../../../lib/onnx/servable.ts';
import { readModel } from '../../../lib/onnx/model.ts';
import { sharedModels } from '../../skip.ts';
import { model, newFolder, node, tensor, varint, zipMapModel } from './onnx-writer.ts';

const MUTANTS = process.env.ML_DOCKER_TEST_ALL === '1' ? 20_000 : 2000;

/** Numbers from 0 to 1, the same in every run: Park and Miller's generator. */
function* random(seed: number): Generator<number, never> {
  for (;;) {
    seed = (seed * 48271) % (2 ** 31 - 1);
    yield seed / (2 ** 31 - 1);
  }
}

/** The models of this folder's tests, and the small ones of the shared set where it is there. */
function originals(): Buffer[] {
  const shared = existsSync(sharedModels) ? readdirSync(sharedModels) : [];
  const files = shared
    .map((name) => path.join(sharedModels, name, 'model.onnx'))
    .filter((file) => existsSync(file));
  const own = [
    model({ initializers: [tensor('W', { location: 'w.bin' })], nodes: [node('Add', ['X', 'W'], ['Y'])] }),
    zipMapModel({ metadata: { feature_names: 'a,b' } }),
  ];
  return [...own, ...files.map((file) => readFileSync(file)).filter(({ length }) => length < 20_000)];
}

/** Up to eight changes: a byte, a bit, a cut, a piece twice, a huge number in place of a byte. */
function mutant(original: Buffer, below: (n: number) => number): Buffer {
  let bytes = Buffer.from(original);
  for (let left = 1 + below(8); left > 0; left--) {
    const at = below(bytes.length + 1);
    const piece = bytes.subarray(at, at + below(64));
    const change = [
      () => Buffer.concat([bytes.subarray(0, at), Buffer.from([below(256)]), bytes.subarray(at + 1)]),
      () =>
        Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from([(bytes[at] ?? 0) ^ (1 << below(8))]),
          bytes.subarray(at + 1),
        ]),
      () => bytes.subarray(0, at),
      () => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]),
      () =>
        Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from(varint(2n ** BigInt(below(64)))),
          bytes.subarray(at + 1),
        ]),
    ][below(5)]!;
    bytes = Buffer.from(change());
  }
  return bytes;
}

it(`${MUTANTS} damaged models are each judged; those that pass are written so that they can be read again`, async () => {
  const numbers = random(1);
  const below = (n: number): number => Math.floor(numbers.next().value * n);
  const models = originals();
  const file = path.join(newFolder(), 'model.onnx');
  const target = path.join(newFolder(), 'model.onnx');
  let passed = 0;
  for (let i = 0; i < MUTANTS; i++) {
    writeFileSync(file, mutant(models[below(models.length)]!, below));
    const { servable, problems } = await inspect(file);
    expect(servable).toBe(problems.length === 0);
    if (!servable) continue;
    passed++;
    const read = await requireServable(file);
    const card = modelCard(read, { file: 'model.onnx', origin: 'file', sha256: '' });
    expect(card.outputs.length).toBeGreaterThan(0);
    await writeServable(read, file, target);
    const again = modelCard(await readModel(target), { file: 'model.onnx', origin: 'file', sha256: '' });
    expect(again.inputs).toEqual(card.inputs);
    expect(again.outputs.map(({ name }) => name)).toEqual(card.outputs.map(({ name }) => name));
  }
  expect(passed).toBeGreaterThan(0);
  expect(passed).toBeLessThan(MUTANTS);
});
