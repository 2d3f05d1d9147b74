import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { formatJson } from '../../../../lib/json.ts';
import { UserError } from '../../../../lib/errors.ts';
import { chooseModel } from '../../../../lib/model/model.ts';
import type { Card } from '../../../../lib/onnx/card/card.ts';
import { packageRoot } from '../../../../lib/package.ts';
import { node24 } from '../../../../scripts/node24.ts';
import { emptyFolder } from '../../../cli.ts';
import { lacks, sharedCases } from '../../../skip.ts';
import { modelFile, sharedIndex } from '../../shared-models.ts';

const CASES = ['titanic-text-columns', 'survival-with-gaps', 'xgboost-learned-gaps', 'text-n-by-1'];
const isMissing = (await lacks('runtime')) || (await lacks('models', 'cases'));

/** The cards of all models that can be served. */
async function cards(files: string[]): Promise<Record<string, Card>> {
  const found: Record<string, Card> = {};
  for (const file of files) {
    try {
      found[file] = (await chooseModel(file, packageRoot, { hash: 'later' })).card;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return found;
}

async function followed(
  route: string,
  files: string[],
): Promise<{ seen: Record<string, number>; failures: string[] }> {
  const { directory, remove } = await emptyFolder();
  try {
    const file = path.join(directory, 'cards.json');
    await writeFile(file, formatJson(await cards(files)));
    const script = path.join(packageRoot, 'test', 'emitted', 'service', 'hints', `${route}.ts`);
    const { stdout } = await execa(await node24(), [script, file]);
    return JSON.parse(stdout) as Awaited<ReturnType<typeof followed>>;
  } finally {
    await remove();
  }
}

describe.skipIf(await lacks('runtime')).each(['predict', 'v2'])('every hint of %s, followed,', (route) => {
  it('gives a right request, for the samples', async () => {
    const { seen, failures } = await followed(route, ['sample:iris', 'sample:students', 'sample:digits']);
    expect(failures).toEqual([]);
    expect(Object.keys(seen).length).toBeGreaterThan(8);
  });

  it.skipIf(isMissing)('gives a right request, for all shared models', async () => {
    const { seen, failures } = await followed(route, [
      ...sharedIndex().cases.map(modelFile),
      ...CASES.map((name) => path.join(sharedCases, `${name}.onnx`)),
    ]);
    expect(failures).toEqual([]);
    expect(Object.keys(seen).length).toBeGreaterThan(12);
  });
});
