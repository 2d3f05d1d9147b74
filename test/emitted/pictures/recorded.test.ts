import { describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { index } from './picture-set.ts';
import { askModel } from './recorded.ts';

/** One of each kind of answer. */
const SOME = ['yolo-toy', 'digits'];

describe.skipIf(await lacks('inputs', 'runtime'))('answers to pictures over HTTP', () => {
  it.for(SOME)(
    'are those that were recorded of %s',
    async (id) => {
      const { answers, faults } = await askModel(
        index().models.find((one) => one.id === id)!,
        12,
      );
      expect(faults).toEqual([]);
      expect(answers).toBeGreaterThan(8);
    },
    60_000,
  );
});
