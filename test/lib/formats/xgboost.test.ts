import { expect, it } from 'vitest';
import { inspect } from '../../../lib/formats/inspect.ts';
import { saved } from '../onnx/folders.ts';

const written = (gradient_booster: object): string =>
  saved(
    JSON.stringify({
      learner: {
        gradient_booster,
        learner_model_param: { num_feature: '2', num_target: '1' },
        objective: { name: 'binary:logistic' },
      },
      version: [3, 2, 0],
    }),
    'booster.json',
  );

it.each([
  ['gbtree', { model: {}, name: 'gbtree' }, true],
  ['dart', { gbtree: { model: {} }, name: 'dart', weight_drop: [] }, true],
])('a model of XGBoost holds the trees of its booster %s', async (_, booster, convertible) => {
  expect(await inspect(written(booster))).toMatchObject({
    convertible,
    source: { format: 'xgboost-json', frameworkVersion: '3.2.0' },
  });
});

it('its configuration alone holds none, and is refused', async () => {
  const { convertible, problems } = await inspect(written({ name: 'gbtree', gbtree_model_param: {} }));
  expect(convertible).toBe(false);
  expect(problems).toMatchObject([{ code: 'model-without-weights' }]);
  expect(problems[0]!.hint).toContain('save_model');
});
