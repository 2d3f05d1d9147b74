import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package.ts';
import { lacks } from '../../skip.ts';
import type { PictureService } from './picture-service.ts';
import { pictureService } from './picture-service.ts';
import { answersOf, index, modelFile, picture } from './picture-set.ts';

const NAMES = ['scene-1.png', 'jpeg-exif-6.jpg', 'size-odd.png'];

interface Decoder {
  raw(): { toBuffer(): Promise<Buffer> };
}

describe.skipIf(await lacks('inputs', 'runtime'))('a model whose output is a picture', () => {
  const model = index().models.find(({ id }) => id === 'image-to-image')!;
  let service: PictureService;
  beforeAll(async () => {
    service = await pictureService(modelFile(model), { flags: { preprocess: 'unit' } });
  }, 60_000);
  afterAll(() => service.stop());

  const ask = (name: string, accept: string): Promise<Response> =>
    fetch(`${service.url}/predict`, {
      ...{ method: 'POST', body: new Uint8Array(picture(name)) },
      headers: { 'Content-Type': 'image/*', Accept: accept },
    });

  it('answers with it where image/png is asked for, to the last pixel', async () => {
    const service = path.join(packageRoot, 'templates', 'service', 'package.json');
    const decode = createRequire(service)('sharp') as (bytes: Buffer) => Decoder;
    for (const name of NAMES) {
      const response = await ask(name, 'image/png');
      expect(response.headers.get('Content-Type')).toBe('image/png');
      const pixels = await decode(Buffer.from(await response.arrayBuffer()))
        .raw()
        .toBuffer();
      const sha256 = createHash('sha256').update(pixels).digest('hex');
      expect(sha256).toBe(answersOf(model)[name]!.picture!.sha256);
    }
  });

  it('answers with tensors else', async () => {
    for (const accept of ['*/*', 'application/json', 'application/json, image/png;q=0.5'])
      expect(Object.keys((await (await ask(NAMES[0]!, accept)).json()) as object)).toEqual(['outputs']);
  });
});
