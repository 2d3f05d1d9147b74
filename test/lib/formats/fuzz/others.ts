import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { BufferBytes } from '../../../../lib/formats/bytes/byte-source.ts';
import { ZipArchive } from '../../../../lib/formats/bytes/zip.ts';
import { lacks } from '../../../skip.ts';
import { type Below, damagedBytes } from '../../onnx/fuzz/mutants.ts';
import { isFolder } from '../../../../lib/formats/folders/inside.ts';
import { zipOf } from '../other/files.ts';
import { trainedCases, trainedFile } from '../trained-cases.ts';
import { fuzz, type Original } from './fuzz.ts';

const NAMES =
  /\.(h5|ubj|keras|skops|pt2?|pth|ckpt|safetensors|tflite|cbm|txt|json|model)$|^MLmodel$|^saved_model\.pb$/;
const PACKED = 2 ** 18;
const missing = await lacks('trained');

/** The shared files of every format but pickle, and the heart of each folder; some bytes of the largest. */
function originals(): Original[] {
  const files = trainedCases().flatMap((one) => {
    const file = trainedFile(one);
    const inner = ['saved_model.pb', 'MLmodel'].map((name) => path.join(file, name));
    return isFolder(file) ? inner : [file];
  });
  return files
    .map((file) => ({ name: path.basename(file), bytes: read(file) }))
    .filter(({ name, bytes }) => NAMES.test(name) && bytes.length > 0 && bytes.length <= PACKED);
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

/** By its bytes; of an archive, one time in two, by the bytes of a member, which only so reach its reader. */
function damaged({ bytes }: Original, below: Below): Buffer {
  if (bytes.toString('latin1', 0, 2) !== 'PK' || below(2) === 0) return damagedBytes(bytes, below);
  const archive = new ZipArchive(new BufferBytes(bytes));
  const members = archive.members.map((member): [string, Buffer] => {
    const content = archive.open(member, PACKED);
    return [member.name, content.read(0, content.size)];
  });
  const small = members.filter(([name]) => /\.(json|pkl|py|h5)$|version$/.test(name));
  const chosen = small[below(small.length)] ?? members[0]!;
  chosen[1] = damagedBytes(chosen[1], below);
  return zipOf(members);
}

/** Every damaged file is looked into without a crash, a second, or 200 MiB. */
export function fuzzOthers(count: number): void {
  const timeout = 60_000 + 50 * count;
  it.skipIf(missing)(
    `${count} damaged files of other formats: no crash, none takes a second, nor all together 200 MiB`,
    { timeout },
    async () => {
      const outcomes = await fuzz({
        count,
        originals: originals(),
        damaged,
        script: path.join(import.meta.dirname, 'victim.mjs'),
      });
      expect(outcomes.get('convertible-true') ?? 0).toBeGreaterThan(count / 100);
      expect(outcomes.size).toBeGreaterThan(9);
    },
  );
}
