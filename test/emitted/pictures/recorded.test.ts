import { describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { index } from './picture-set.ts';
import { askModel } from './recorded.ts';

/** Its boxes depend on all of it; classes are in requests.test.ts. */
const SOME = ['yolo-toy'];

describe.skipIf(await lacks('inputs', 'runtime'))('answers to pictures over HTTP', () => {
  it('are those that were recorded', async () => {
    for (const model of index().models.filter(({ id }) => SOME.includes(id))) {
      const { answers, faults } = await askModel(model, 12);
      expect(faults).toEqual([]);
      expect(answers).toBeGreaterThan(8);
    }
  }, 60_000);
});
