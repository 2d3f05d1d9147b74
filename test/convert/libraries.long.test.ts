import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirementsFor } from '../../lib/convert/requirements.ts';
import { emptyFolder } from '../cli.ts';
import { lacks } from '../skip.ts';
import { answersAsItsLibrary, converted } from './cases.ts';
import { BOOSTED, trained } from './training.ts';

const nothing = await lacks('engine', 'baseImage', 'pythonImage', 'trained');
const MINUTES = 60_000;

let directory: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ directory, remove } = await emptyFolder()));
afterAll(() => remove());

/** Each has a sandbox of its own; scikit-learn is in convert.long.test.ts. All other cases are `npm run test:heavy`. */
describe.skipIf(nothing)('a model of another library than scikit-learn', () => {
  it.each([['mlflow-xgboost'], ['lgb335-binary-txt'], ['catboost1210-regressor-cbm']])(
    '%s answers as its own library does',
    answersAsItsLibrary,
    10 * MINUTES,
  );

  it(
    'at the end of a pipeline is opened by the sandbox that its native files have',
    async () => {
      const file = path.join(directory, 'boosted.joblib');
      await writeFile(file, await trained(BOOSTED, { libraries: { xgboost: '3.0.5' } }));
      const { proof, report } = await converted(file);
      expect(report.model).toBe('Pipeline(StandardScaler, XGBClassifier)');
      const native = await requirementsFor({ xgboost: '3.0.5' });
      expect(report.sandbox.packages).toEqual(native.packages);
      expect(proof.labels.different).toBe(0);
    },
    10 * MINUTES,
  );
});
