import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resourcesFor } from '../../lib/container/values/resources.ts';
import { packageRoot } from '../../lib/package.ts';

const document = await readFile(path.join(packageRoot, 'docs', 'scale.md'), 'utf8');
const rounded = (mebibytes: number): number => 64 * Math.ceil(mebibytes / 64);

describe('docs/scale.md', () => {
  it('has the memory and the time that the manifests have', () => {
    const { memoryRequest, memoryLimit, startSeconds } = resourcesFor(1022);
    const cells = [...document.matchAll(/^\| (memory, \w+|start) \| (\d+) (?:MiB|s) \| ([^|]+) \|/gm)];
    expect(cells.map(([, what, small]) => [what, Number(small)])).toEqual([
      ['memory, request', memoryRequest],
      ['memory, limit', memoryLimit],
      ['start', startSeconds],
    ]);
    expect(cells.map(([, , , formula]) => formula)).toEqual(['192 + 1.5 M', '512 + 2 M', '60 + M / 20 s']);
  });

  it.each([100, 1000, 4321])('has formulas that hold for %i MiB', (M) => {
    expect(resourcesFor(M * 2 ** 20)).toEqual({
      memoryRequest: rounded(192 + 1.5 * M),
      memoryLimit: rounded(512 + 2 * M),
      startSeconds: 60 + Math.ceil(M / 20),
    });
  });
});
