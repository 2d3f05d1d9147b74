import { describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { index } from './picture-set.ts';
import { askModel, type Answered } from './recorded.ts';

describe.skipIf(await lacks('inputs', 'runtime'))('answers to all pictures over HTTP', () => {
  it('are those that were recorded of every model', async () => {
    const results: Answered[] = [];
    // OpenCV's resize is another one; the answers of this model by Pillow's are there, too.
    for (const model of index().models.filter(({ id }) => id !== 'yolo-toy-cv2'))
      results.push(await askModel(model));
    for (const { model, answers } of results) process.stdout.write(`${model}: ${answers} pictures\n`);
    expect(results.flatMap(({ model, faults }) => faults.map((fault) => `${model}: ${fault}`))).toEqual([]);
  }, 180_000);
});
