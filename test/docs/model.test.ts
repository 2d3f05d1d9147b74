import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { bin, emptyFolder, mlDocker } from '../cli.ts';
import { field } from '../lib/onnx/onnx-writer.ts';
import { transcripts, untrue } from '../transcripts.ts';

const document = await readFile(path.join(packageRoot, 'docs', 'model.md'), 'utf8');
const source = await readFile(path.join(packageRoot, 'lib', 'onnx', 'compare', 'change.ts'), 'utf8');

describe('docs/model.md', () => {
  let directory: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ directory, remove } = await emptyFolder());
    await mlDocker(directory, 'irisapi', '--model', 'sample:iris', '--yes', '--skip-install');
    const iris = await readFile(path.join(packageRoot, 'samples/iris/iris.onnx'));
    await writeFile(path.join(directory, 'retrained.onnx'), Buffer.concat([iris, field(6, 'retrained')]));
  });
  afterAll(() => remove());

  it('shows what comes of its commands, typed one after the other', async () => {
    const told = transcripts(document);
    expect(told).toHaveLength(4);
    for (const { command, output } of told) {
      const { all } = await execa(process.execPath, [bin, ...command.split(' ').slice(1)], {
        cwd: path.join(directory, 'irisapi'),
        stdin: 'ignore',
        reject: false,
        all: true,
      });
      expect(untrue(output, all), command).toBeUndefined();
    }
  });

  it('has a reason for every kind of change, and for no other', () => {
    const kinds = [...source.split(';')[0]!.matchAll(/'([a-z-]+)'/g)].map(([, kind]) => kind!);
    const [, table] = document.split('\n## What is breaking, and why\n') as [string, string];
    const firstCells = table.split('\n').flatMap((line) => /^\| (`[^|]+) \|/.exec(line)?.[1] ?? []);
    const told = firstCells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, kind]) => kind!));
    expect([...new Set(told)].sort()).toEqual(kinds.sort());
  });
});
