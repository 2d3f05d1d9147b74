import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { pythonWith } from '../samples/python-environment.ts';
import { lacks } from '../skip.ts';
import { called, programs, type Called } from './calling.ts';

describe.skipIf(await lacks('runtime')).each([
  ['pictures.md', 'shapes'],
  ['text.md', 'reviews'],
])('docs/%s', async (file, sample) => {
  const python = await pythonWith(path.join(packageRoot, 'test', 'docs', 'requirements.txt'));
  const document = await readFile(path.join(packageRoot, 'docs', file), 'utf8');
  let service: Called;
  beforeAll(async () => (service = await called(`sample:${sample}`, `${sample}api`, 19_450)));
  afterAll(() => service?.stop());

  it.for(programs('python', document))('has a program in Python that prints $output', async (one, test) => {
    const inProject = `import os; os.chdir(${JSON.stringify(service.project)})\n`;
    expect(await python(test, ['-c', inProject + service.own(one.program)])).toBe(one.output.trimEnd());
  });
});
