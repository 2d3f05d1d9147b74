import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../lib/onnx/judge/judge.ts';
import { readModel } from '../../../lib/onnx/model/model.ts';
import { edits } from '../../../lib/onnx/rewrite/rewrite.ts';
import { lengthField, varint } from '../../../lib/onnx/wire/wire.ts';
import { lacks } from '../../skip.ts';
import { newFolder } from './folders.ts';
import { field, model, node, sequenceOfMaps, tensorType, value } from './onnx-writer.ts';

const noCount = await lacks('countOfBytes');
const LARGEST = 2 ** 31 - 1;
const KIB = 1024;

/** All bytes that this process has read from files so far. */
function bytesRead(): number {
  return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))![1]);
}

/** How many bytes it takes to look into a model and to find what has to change in it. */
async function bytesToJudge(file: string): Promise<number> {
  const before = bytesRead();
  const read = await readModel(file);
  expect(judge(read)).toEqual([]);
  edits(read);
  return bytesRead() - before;
}

/**
 * A sparse file: a model of the largest size, whose weights are holes.
 * @param graph  the fields of the graph but the initializers
 * @param tensors  how many initializers share the room
 */
function largeModel(graph: Buffer, tensors: number, more: Buffer = Buffer.alloc(0)): string {
  const file = path.join(newFolder(), 'large.onnx');
  const front = Buffer.concat([field(1, 8), field(8, [field(2, 17)]), more]);
  const head = (number: number, length: number): Buffer =>
    Buffer.concat([varint(number * 8 + 2), varint(length)]);
  const raw = 4 * Math.floor((LARGEST - front.length - graph.length - tensors * 64) / tensors / 4);
  const named = Array.from({ length: tensors }, (_, i) =>
    Buffer.concat([field(1, raw / 4), field(2, 1), lengthField(8, `W${i}`), head(9, raw)]),
  );
  const starts = named.map((bytes) => Buffer.concat([head(5, bytes.length + raw), bytes]));
  const all = starts.reduce((sum, bytes) => sum + bytes.length + raw, graph.length);
  const begin = Buffer.concat([front, head(7, all), graph]);
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, begin);
  let at = begin.length;
  for (const bytes of starts) {
    writeSync(descriptor, bytes, 0, bytes.length, at);
    at += bytes.length + raw;
  }
  ftruncateSync(descriptor, at);
  closeSync(descriptor);
  return file;
}

/** The fields of the only graph of a model. */
function graphOf(bytes: Buffer): Buffer {
  const start = bytes.indexOf(field(1, node('Identity', ['X'], ['Y'])));
  const end = bytes.indexOf(field(8, [field(1, ''), field(2, 17)]));
  return bytes.subarray(start, end);
}

describe.skipIf(noCount)('of a model of two gigabytes', () => {
  it('with its weights in one tensor, only the beginning is read', async () => {
    expect(await bytesToJudge(largeModel(graphOf(model()), 1))).toBeLessThan(64 * KIB);
  });

  it('with two thousand tensors, a page of each', async () => {
    expect(await bytesToJudge(largeModel(graphOf(model()), 2000))).toBeLessThan(2000 * 8 * KIB);
  });

  it('with a ZipMap in front of its weights, no more', async () => {
    const labels = [field(1, 'classlabels_int64s'), field(8, 0), field(8, 1)];
    const zipMap = node('ZipMap', ['X'], ['Z'], {
      domain: 'ai.onnx.ml',
      attributes: [Buffer.concat(labels)],
    });
    const graph = Buffer.concat([
      field(1, zipMap),
      field(11, value('X', tensorType(1, ['N', 2]))),
      field(12, value('Z', sequenceOfMaps)),
    ]);
    const file = largeModel(graph, 1, field(8, [field(1, 'ai.onnx.ml'), field(2, 1)]));
    expect((await readModel(file)).zipMaps).toHaveLength(1);
    expect(await bytesToJudge(file)).toBeLessThan(64 * KIB);
  });
});
