import { closeSync, openSync, truncateSync, writeSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readPickle } from '../../../../lib/formats/pickle/read.ts';
import { newFolder } from '../../onnx/folders.ts';
import { forest, name, object, ops, pickle, text } from './streams.ts';

const GIB = 2 ** 30;

/** What joblib writes before the bytes of an array: 2^28 numbers of eight bytes. */
const wrapper = object('joblib.numpy_pickle', 'NumpyArrayWrapper', [
  ['subclass', name('numpy', 'ndarray')],
  ['shape', ops('J\x00\x00\x00\x10\x85')],
  ['order', text('C')],
  [
    'dtype',
    Buffer.concat([
      name('numpy', 'dtype'),
      text('f8'),
      ops('\x89\x88\x87R(K\x03'),
      text('<'),
      ops('NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb'),
    ]),
  ],
  ['allow_mmap', ops('\x88')],
]);

it('a joblib file of 2 GB is told in a second: its arrays are stepped over', async () => {
  const file = path.join(newFolder(), 'model.joblib');
  const start = pickle(ops('('), forest, wrapper).subarray(0, -1);
  writeFileSync(file, start);
  // The numbers are a hole in the file: it takes no room on the disk.
  truncateSync(file, start.length + 2 * GIB);
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, ops('t.'), 0, 2, start.length + 2 * GIB);
  closeSync(descriptor);
  const started = performance.now();
  const { source } = await readPickle(file);
  expect(performance.now() - started).toBeLessThan(1000);
  expect(source).toMatchObject({
    format: 'joblib',
    model: '(RandomForestClassifier)',
    classes: ['no', 'yes'],
  });
});

const HOLE = Buffer.alloc(8);
HOLE.writeBigUInt64LE(BigInt(3 * GIB));

it.each([
  ['a value of 3 GiB in a compressed file', gzipSync(pickle(ops('\x8e'), HOLE)), 'model-too-complex'],
  [
    '200 MB of zeros in a compressed file',
    gzipSync(pickle(ops('\x8e\x00\x00\x00\x0c\x00\x00\x00\x00'), Buffer.alloc(0xc000000))),
    'model-too-complex',
  ],
  ['a value of 3 GiB in a small file', pickle(ops('\x8e'), HOLE), 'model-truncated'],
  [
    'sixty thousand lists in one another',
    pickle(ops(']'.repeat(60_000) + 'a'.repeat(59_999))),
    'model-is-data',
  ],
  [
    'lists that hold each other twice',
    pickle(
      ops(']\x94'),
      ...Array.from({ length: 60 }, (_, i) =>
        ops(`](h${String.fromCharCode(i)}h${String.fromCharCode(i)}e\x94`),
      ),
    ),
    'model-is-data',
  ],
])('%s costs nothing', async (_, bytes, code) => {
  const file = path.join(newFolder(), 'model.pkl');
  writeFileSync(file, bytes);
  const { convertible, problems } = await readPickle(file);
  expect(convertible).toBe(false);
  expect(problems[0]!.code).toBe(code);
});
