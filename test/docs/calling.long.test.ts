import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { pythonWith } from '../samples/python-environment.ts';
import { lacks } from '../skip.ts';
import { untrue } from '../transcripts.ts';
import { irisApi, programs, type Called } from './calling.ts';

describe.skipIf(await lacks('runtime'))('docs/calling.md, with packages from PyPI', async () => {
  const python = await pythonWith(path.join(packageRoot, 'test', 'docs', 'requirements.txt'));
  let service: Called;
  beforeAll(async () => {
    service = await irisApi();
  });
  afterAll(() => service.stop());

  it.for(['requests', 'tritonclient'])(
    'has a call with %s that prints what it says',
    async (library, test) => {
      const calls = programs('python').filter(({ program }) => program.includes(`import ${library}`));
      expect(calls).toHaveLength(1);
      for (const { program, output } of calls) {
        expect(untrue(output, await python(test, ['-c', service.own(program)]))).toBeUndefined();
      }
    },
  );
});
