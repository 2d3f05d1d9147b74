import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSaid } from '../../../lib/preprocess/said.ts';
import { emptyFolder } from '../../cli.ts';

describe('what somebody says of pictures and texts', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    await mkdir(path.join(directory, 'tokenizer'));
    const files = {
      'mine.json': '{"version": 1, "step": "image", "input": "x"}',
      'other.json': '{"do_resize": true}',
      'broken.json': '{',
      'labels.txt': 'ant\nbee\n',
      'empty.txt': '',
      'tokenizer/tokenizer.json': '{"version": "1.0", "model": {"type": "BPE"}}',
      'spiece.model': 'x',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(directory, name), text);
  });
  afterAll(() => remove());

  it('is a preset, a file, or nothing', () => {
    expect(readSaid({}, directory)).toEqual({});
    expect(readSaid({ preprocess: 'unit' }, directory)).toEqual({ preprocess: 'unit' });
    expect(readSaid({ preprocess: 'none', tokenizer: 'none' }, directory)).toEqual({
      preprocess: 'none',
      tokenizer: 'none',
    });
    expect(readSaid({ preprocess: 'mine.json' }, directory)).toMatchObject({ preprocess: { input: 'x' } });
    expect(readSaid({ labels: 'labels.txt' }, directory)).toEqual({ labels: ['ant', 'bee'] });
    const tokenizer = path.join(directory, 'tokenizer', 'tokenizer.json');
    expect(readSaid({ tokenizer: 'tokenizer' }, directory)).toEqual({ tokenizer });
    expect(readSaid({ tokenizer: 'tokenizer/tokenizer.json' }, directory)).toEqual({ tokenizer });
  });

  it.each([
    [{ preprocess: 'imagnet' }, /"imagnet" is no way to prepare pictures.*imagenet/],
    [{ preprocess: 'gone.json' }, /no file gone\.json/],
    [{ preprocess: 'broken.json' }, /broken\.json is not JSON/],
    [{ preprocess: 'other.json' }, /does not say how a picture or a text becomes the input/],
    [{ labels: 'gone.txt' }, /no file gone\.txt/],
    [{ labels: 'empty.txt' }, /does not hold the names of classes/],
    [{ tokenizer: 'spiece.model' }, /not a tokenizer\.json/],
  ])('%j is refused', (flags, message) => {
    expect(() => readSaid(flags, directory)).toThrow(message);
  });
});
