import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { pythonWith } from '../samples/python-environment.ts';
import { lacks } from '../skip.ts';
import { untrue } from '../transcripts.ts';
import { programs, studentApi, tables, type Called } from './calling.ts';

describe.skipIf(await lacks('runtime'))('docs/tables.md, with pandas', async () => {
  const python = await pythonWith(path.join(packageRoot, 'test', 'docs', 'requirements.txt'));
  let service: Called;
  beforeAll(async () => {
    service = await studentApi();
  });
  afterAll(() => service.stop());

  it('has a call that prints what it says', async (test) => {
    const [call, ...others] = programs('python', tables);
    expect(others).toEqual([]);
    expect(untrue(call!.output, await python(test, ['-c', service.own(call!.program)]))).toBeUndefined();
  });
});
