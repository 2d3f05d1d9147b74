import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Golden } from '../../../lib/onnx/card/card.ts';
import { emptyFolder } from '../../cli.ts';
import { emit } from '../../emitted/emit.ts';

let directory: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ directory, remove } = await emptyFolder()));
afterAll(() => remove());

it('the golden answers of a new project have the names that its columns got', async () => {
  const project = path.join(directory, 'api');
  await emit(project, { model: 'sample:iris', columns: 'a,b,c,d' });
  const golden = JSON.parse(await readFile(path.join(project, 'test', 'golden.json'), 'utf8')) as Golden;
  const [{ request, answer } = {}] = golden.cases;
  expect(request).toEqual({ rows: [{ a: 5.5, b: 3.5, c: 1.3, d: 0.2 }] });
  expect(answer).toMatchObject({ rows: [{ output_label: 'setosa' }] });
});
