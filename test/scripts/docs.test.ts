import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../lib/package.ts';
import { withFlags } from '../../scripts/flags-table.ts';
import { interviewReference } from '../../scripts/interview-reference.ts';

const read = (file: string): Promise<string> => readFile(path.join(packageRoot, file), 'utf8');

it('the flags in the README are those of the table: npm run docs', async () => {
  const readme = await read('README.md');
  expect(withFlags(readme)).toBe(readme);
});

it('docs/interview.md is what the table of questions says: npm run docs', async () => {
  expect(await read('docs/interview.md')).toBe(interviewReference());
});
