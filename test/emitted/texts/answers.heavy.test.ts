import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { serveModel } from '../service/started.ts';
import { compareAnswers } from './answers.ts';
import { inTexts, type TextModel, texts } from './shared-texts.ts';

describe.skipIf(await lacks('inputs', 'runtime'))('the services of all shared models that take texts', () => {
  const { models } = inTexts('index.json') as { models: TextModel[] };

  it.each(models)('$id answers every text and every pair as Python does: $about', async (model) => {
    const service = await serveModel(path.join(texts, 'models', model.id));
    try {
      const { compared, refused } = await compareAnswers(model, service.url);
      expect(compared + refused).toBeGreaterThanOrEqual(300);
    } finally {
      expect(await service.stop()).toBe(0);
    }
  });
});
