import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { performanceFiles, readReport } from '../../bench/report/docs.ts';

it('docs/performance.md and its charts show what the benchmark found, and nothing else', async () => {
  const report = await readReport();
  expect(report.samples.length).toBeGreaterThan(0);
  for (const [file, content] of await performanceFiles(report)) {
    expect(await readFile(file, 'utf8'), file).toBe(content);
  }
});
