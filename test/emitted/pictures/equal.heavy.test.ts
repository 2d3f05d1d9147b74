import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { compareWithPillow } from './equal.ts';
import { pictureProject } from './picture-service.ts';
import { DECODED_OTHERWISE, index, modelFile } from './picture-set.ts';

describe.skipIf(await lacks('inputs', 'runtime'))('tensors of all shared pictures', () => {
  let project: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ project, remove } = await pictureProject(modelFile(index().models[0]!)));
  });
  afterAll(() => remove());

  it('are what Pillow and NumPy make of them, by every preset, to the last bit', async () => {
    const { equal, different, otherwise, refused } = await compareWithPillow(project);
    process.stdout.write(`${equal} tensors are equal. Decoded otherwise:\n  ${otherwise.join('\n  ')}\n`);
    process.stdout.write(`Refused:\n${refused.map(({ file, reason }) => `  ${file}: ${reason}\n`).join('')}`);
    expect(different).toEqual([]);
    expect(otherwise).toHaveLength(Object.keys(DECODED_OTHERWISE).length);
    const names = refused.map(({ file }) => file);
    const { pictures } = index();
    const wanted = pictures.filter(({ expect }) => expect === 'refuse').map(({ file }) => file);
    expect(names).toEqual(expect.arrayContaining(wanted));
    const accepted = pictures.filter(({ expect }) => expect === 'accept').map(({ file }) => file);
    expect(names.filter((name) => accepted.includes(name))).toEqual([]);
  }, 120_000);
});
