import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { compareWithPillow } from './equal.ts';
import { pictureProject } from './picture-service.ts';
import { index, modelFile } from './picture-set.ts';

/** One of each kind, where decoders and resizers go wrong. */
const SOME = [
  'jpeg-420-odd.jpg',
  'jpeg-exif-6.jpg',
  'jpeg-cmyk.jpg',
  'jpeg-icc-wide.jpg',
  'png-16rgba.png',
  'png-palette-trns.png',
  'png-gray.png',
  'webp-alpha-lossy.webp',
  'tiff-orientation-6.tiff',
  'bmp-8.bmp',
  'size-tall.png',
  'size-crop-odd.png',
  'gif-transparent.gif',
];

describe.skipIf(await lacks('inputs', 'runtime'))('tensors of pictures', () => {
  let project: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ project, remove } = await pictureProject(modelFile(index().models[0]!)));
  });
  afterAll(() => remove());

  it('are what Pillow and NumPy make of them, to the last bit', async () => {
    const { equal, different, otherwise, refused } = await compareWithPillow(project, SOME);
    expect({ different, refused }).toEqual({ different: [], refused: [] });
    expect(otherwise).toHaveLength(1);
    expect(equal).toBe(12 * (SOME.length - 1));
  }, 60_000);
});
