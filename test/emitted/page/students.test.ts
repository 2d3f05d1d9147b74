import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package.ts';
import { lacks } from '../../skip.ts';
import { drop, expectAccessible, predicted } from './opened.ts';
import { pageOf } from './page-of.ts';

const csv = await readFile(path.join(packageRoot, 'samples', 'students', 'students.csv'), 'utf8');

/** All rows together that the table beside the picture counts. */
async function rowsIn(page: Page): Promise<number> {
  const counts = await page.locator('.figures td:last-child').allInnerTexts();
  return counts.reduce((sum, count) => sum + Number(count.replace(',', '')), 0);
}

describe.skipIf(await lacks('runtime', 'browser'))('the page of students', () => {
  const model = pageOf('sample:students');

  it('has a choice where the values are known, and shows the number large', async () => {
    const { page, complaints } = await model.open();
    await page.getByLabel('study_place').selectOption('home');
    expect(await predicted(page)).toMatch(/^final_grade\s+\d+\.\d+$/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('gives the answers to a table for download, as curl would', async () => {
    const { page, complaints } = await model.open();
    await drop(page, 'students.csv', csv);
    await page.getByRole('button', { name: 'Predict the table' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('students-predicted.csv');
    const answer = await fetch(`${model.url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: csv,
    });
    expect(await readFile(await download.path(), 'utf8')).toBe(await answer.text());
    const text = await page.getByRole('img').getAttribute('aria-label');
    expect(text).toMatch(/^From [\d.]+ to [\d.]+, [\d.]+ on average. Most often from 55 to 60: \d+ rows.$/);
    await page.getByText('As a table').click();
    expect(await rowsIn(page)).toBe(400);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('sends a long table in pieces, and names the line of a fault in a late one', async () => {
    const { page } = await model.open();
    const [header, ...rows] = csv.trimEnd().split('\n') as [string, ...string[]];
    const many = Array.from({ length: 80 }, () => rows).flat();
    many[30_000 - 2] = many[30_000 - 2]!.replace(/^[^,]*/, 'much'); // line 30,000 of the file
    await drop(page, 'long.csv', [header, ...many].join('\n'));
    let requests = 0;
    page.on('request', (request) => request.method() === 'POST' && requests++);
    await page.getByRole('button', { name: 'Predict the table' }).click();
    await page.locator('#table-faults li').waitFor();
    expect(await page.locator('#table-faults li').innerText()).toMatch(
      /^Line 30000, column “hours_studied”: expected a number, got "much"/,
    );
    expect(requests).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Answer the other rows' }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor();
    expect(await page.locator('#table-status').innerText()).toBe(
      '31,999 rows answered, 1 left out: the column “error” says why.',
    );
    await page.getByText('As a table').click();
    expect(await rowsIn(page)).toBe(31_999);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(32_001);
    expect(lines[30_000 - 1]).toContain('column ""hours_studied""');
    expect(lines.filter((line) => line.startsWith('hours_studied'))).toHaveLength(1);
    await page.close();
  });
});
