import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder } from '../cli.ts';
import { lacks } from '../skip.ts';
import { converted } from './cases.ts';
import { CONVERTED, REFUSED_NETWORKS, saved } from './networks.ts';

const nothing = await lacks('engine', 'baseImage', 'pythonImage');
const MINUTES = 60_000;

let directory: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ directory, remove } = await emptyFolder()));
afterAll(() => remove());

/** With a sandbox of TensorFlow and one of PyTorch, of gigabytes. Those with known answers are in served.heavy.test.ts. */
describe.skipIf(nothing)('a network', () => {
  it.each(CONVERTED.map((one) => [one.name, one] as const))(
    '%s answers as its own library does',
    async (_, one) => {
      const file = await saved(one, directory);
      const { proof, proved } = await converted(file, { shapes: one.shapes });
      expect(proof.accepted, proof.summary).toBeUndefined();
      expect(proof.rows).toBeGreaterThan(5);
      expect(proof.values.largestRelative).toBeLessThan(2e-5);
      expect(proved.card.inputs.map(({ name, shape }) => [name, shape])).toEqual(one.inputs);
    },
    20 * MINUTES,
  );

  it.each(REFUSED_NETWORKS.map((one) => [one.name, one] as const))(
    '%s is refused, and told by name',
    async (_, one) => {
      const file = await saved(one, directory);
      await expect(converted(file, { shapes: one.shapes })).rejects.toMatchObject({
        code: 'convert-refused',
        exitCode: 2,
        message: expect.stringMatching(one.told) as string,
      });
    },
    20 * MINUTES,
  );
});
