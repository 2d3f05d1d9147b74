import { randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { integerField, lengthField, varint } from '../../lib/onnx/wire/wire.ts';

// Field numbers and types: https://github.com/onnx/onnx/blob/v1.22.0/onnx/onnx.proto
const FLOAT = 1;
const MIB = 2 ** 20;
// Written again and again, because random numbers take longer to make than to write.
const BLOCK = 64 * MIB;

/** What stands for the weights: real bytes, since a file system copies holes without reading them. */
const block = randomBytes(BLOCK);

/** The forms that two gigabytes of weights come in. */
export type Form = 'inside' | 'zipmap' | 'external';

/**
 * Writes a model of two gigabytes into a folder: Y = Identity(X), or with a ZipMap behind it, and initializers that
 * nobody reads. Returns its path.
 */
export async function largeModel(folder: string, form: Form): Promise<string> {
  const file = path.join(folder, `${form}.onnx`);
  const handle = await open(file, 'w');
  try {
    if (form === 'external') {
      await writeExternal(handle, path.join(folder, 'external.bin'));
    } else {
      await writeInside(handle, form);
    }
  } finally {
    await handle.close();
  }
  return file;
}

/** Just below 2 GiB, the most that a protobuf message has: 31 initializers of 64 MiB. */
async function writeInside(handle: FileHandle, form: Form): Promise<void> {
  const tensors = Array.from({ length: 31 }, (_, i) => [
    Buffer.concat([integerField(1, BLOCK / 4), integerField(2, FLOAT), lengthField(8, `W${i}`)]),
    head(9, BLOCK),
  ]);
  const content = graph(form);
  const lengths = tensors.map(([front, raw]) => front!.length + raw!.length + BLOCK);
  const fields = lengths.map((length) => head(5, length));
  const all = lengths.reduce((sum, length, i) => sum + fields[i]!.length + length, content.length);
  await handle.writeFile(Buffer.concat([integerField(1, 8), ...opsets(), head(7, all), content]));
  for (const [i, parts] of tensors.entries()) {
    await handle.writeFile(Buffer.concat([fields[i]!, ...parts]));
    await handle.writeFile(block);
  }
}

/** 40 initializers of 64 MiB in one file: 2.7 GB. */
async function writeExternal(handle: FileHandle, weights: string): Promise<void> {
  const entry = (key: string, value: string): Buffer =>
    lengthField(13, lengthField(1, key), lengthField(2, value));
  const tensors = Array.from({ length: 40 }, (_, i) =>
    lengthField(
      5,
      integerField(1, BLOCK / 4),
      integerField(2, FLOAT),
      lengthField(8, `W${i}`),
      entry('location', path.basename(weights)),
      entry('offset', String(i * BLOCK)),
      entry('length', String(BLOCK)),
      integerField(14, 1),
    ),
  );
  await handle.writeFile(
    Buffer.concat([integerField(1, 8), ...opsets(), lengthField(7, graph('external'), ...tensors)]),
  );
  const beside = await open(weights, 'w');
  for (let left = tensors.length; left > 0; left--) await beside.writeFile(block);
  await beside.close();
}

function opsets(): Buffer[] {
  const ml = [lengthField(1, 'ai.onnx.ml'), integerField(2, 3)];
  return [lengthField(8, integerField(2, 17)), lengthField(8, ...ml)];
}

/** The fields of the graph but the initializers. */
function graph(form: Form): Buffer {
  const type = lengthField(2, lengthField(1, integerField(1, FLOAT), lengthField(2, ...[1, 3].map(size))));
  const isZipMap = form === 'zipmap';
  const labels = lengthField(
    5,
    lengthField(1, 'classlabels_int64s'),
    ...[0, 1, 2].map((i) => integerField(8, i)),
  );
  const node = [
    lengthField(1, 'X'),
    lengthField(2, 'Y'),
    lengthField(4, isZipMap ? 'ZipMap' : 'Identity'),
    ...(isZipMap ? [labels, lengthField(7, 'ai.onnx.ml')] : []),
  ];
  return Buffer.concat([
    lengthField(1, ...node),
    lengthField(2, 'graph'),
    lengthField(11, lengthField(1, 'X'), type),
    lengthField(12, lengthField(1, 'Y'), isZipMap ? Buffer.alloc(0) : type),
  ]);
}

/** A dimension. */
function size(value: number): Buffer {
  return lengthField(1, integerField(1, value));
}

/** The tag and length of a field whose bytes come later. */
function head(number: number, length: number): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(length)]);
}
