import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package.ts';
import { node24 } from '../../../scripts/node24.ts';
import { emptyFolder } from '../../cli.ts';
import { lacks } from '../../skip.ts';
import { emitRunnable } from '../emit.ts';
import { inTexts, texts } from './shared-texts.ts';

const script = path.join(packageRoot, 'test', 'emitted', 'texts', 'encode-all.ts');

describe.skipIf(await lacks('inputs', 'runtime'))('every text and every pair, with every tokenizer', () => {
  let project: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const folder = await emptyFolder();
    ({ remove } = folder);
    project = path.join(folder.directory, 'api');
    await emitRunnable(project, { model: path.join(texts, 'models', 'sentiment-bert') });
  });
  afterAll(() => remove());

  const { tokenizers, n_strings, pairs } = inTexts('index.json') as {
    tokenizers: Record<string, { pad: string | null }>;
    n_strings: number;
    pairs: unknown[];
  };

  it.each(Object.entries(tokenizers))(
    '%s: ids, mask, types, offsets, cut and filled on both sides are Python’s',
    async (name, { pad }) => {
      const { stdout } = await execa(await node24(), ['--no-warnings', script, project, texts, name]);
      const { compared, different } = JSON.parse(stdout) as { compared: number; different: string[] };
      expect(different).toEqual([]);
      // Of each whole text at least three things, of each cut one, filled or not; on both sides.
      const least = (n_strings + pairs.length) * 5 + (pad === null ? 0 : 2 * n_strings);
      expect(compared).toBeGreaterThanOrEqual(least);
    },
  );
});
