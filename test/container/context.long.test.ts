import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, mlDocker } from '../cli.ts';
import { builders, type TestBuilder } from './builders.ts';

/** What somebody has in the repository that the project came to. */
const OTHERS = [
  'data/big.csv',
  'src/train.py',
  'src/notes.txt',
  'src/old/model.pkl',
  'model/prepare.py',
  'model/previous/model.onnx',
  'model/proof.json',
  'notebooks/a.ipynb',
  'node_modules/x/index.js',
  '.env',
];
/** What the service may read. */
const OWN = ['src/steps/mine.ts', 'src/steps/words.json', 'model/deep/weights.bin', '.npmrc.ca.pem'];

describe('what docker build looks at', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let all: TestBuilder[];
  let removeBuilders: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    await mlDocker(directory, 'api', '--model', 'sample:iris', '--yes', '--skip-install');
    for (const file of [...OTHERS, ...OWN]) {
      const at = path.join(directory, 'api', ...file.split('/'));
      await mkdir(path.dirname(at), { recursive: true });
      await writeFile(at, 'x');
    }
    const copiesAll = 'FROM node:24-bookworm-slim\nCOPY . /all\n';
    await writeFile(path.join(directory, 'api', 'Dockerfile'), copiesAll);
    ({ all, remove: removeBuilders } = await builders());
  }, 300_000);
  afterAll(() => Promise.all([remove(), removeBuilders()]));

  it('is the same for every builder, and nothing that others keep here', { timeout: 600_000 }, async () => {
    const seen = new Map<string, string[]>();
    for (const builder of all) {
      builder.use();
      const name = `ml-docker-test-context-${builder.builder}`;
      await builder.cli('build', '-t', name, path.join(directory, 'api'));
      // Not every machine lets every engine start a container.
      const container = (await builder.cli('create', name, 'none')).trim();
      const copy = path.join(directory, builder.builder);
      await builder.cli('cp', `${container}:/all`, copy);
      await builder.cli('rm', container);
      const entries = await readdir(copy, { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name: file }) => path.relative(copy, path.join(parentPath, file)));
      seen.set(builder.builder, files.map((file) => file.split(path.sep).join('/')).sort());
      await builder.cli('rmi', '--force', name);
    }
    const [first, ...rest] = [...seen.values()];
    for (const files of rest) expect(files).toEqual(first);
    expect(first).toEqual(expect.arrayContaining(['app.ts', 'model/model.onnx', 'package.json', ...OWN]));
    expect(first).toContain('src/serving/scripts/check-base.cjs');
    expect(first!.filter((file) => OTHERS.includes(file) || file.startsWith('test/'))).toEqual([]);
  });
});
