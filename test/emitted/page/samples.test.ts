import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package.ts';
import { launchBrowser } from '../../browser.ts';
import { lacks } from '../../skip.ts';
import { serveModel, type Started } from '../service/started.ts';
import { drop, expectAccessible, expectNoOverflow, open, predicted } from './opened.ts';

const isMissing = (await lacks('runtime')) || (await lacks('browser'));

const csvOf = (sample: string) =>
  readFile(path.join(packageRoot, 'samples', sample, `${sample}.csv`), 'utf8');

/** All rows together that the table beside the picture counts. */
async function rowsIn(page: Page): Promise<number> {
  const counts = await page.locator('.figures td:last-child').allInnerTexts();
  return counts.reduce((sum, count) => sum + Number(count.replace(',', '')), 0);
}

let browser: Browser;
let service: Started;
beforeAll(async () => {
  if (!isMissing) browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe.skipIf(isMissing)('the page of iris', () => {
  beforeAll(async () => (service = await serveModel('sample:iris')));
  afterAll(() => service.stop());

  it('shows the label and the probabilities of the example, and of other values', async () => {
    const { page, complaints } = await open(browser, service.url);
    expect(await page.title()).toBe('api');
    expect(await page.getByLabel('petal_length cm').inputValue()).toBe('1.4');
    expect(await predicted(page)).toMatch(/^output_label\s+setosa\s+output_probability\s+setosa\s+98.2 %/);
    await page.getByLabel('petal_length cm').fill('5.5');
    await page.getByLabel('petal_width cm').fill('2');
    expect(await page.locator('#status').innerText()).toContain('has changed since');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.getByText('virginica').first().waitFor();
    expect(await page.locator('#answer .label').innerText()).toBe('virginica');
    await page.getByRole('button', { name: 'Back to the example' }).click();
    expect(await page.getByLabel('petal_length cm').inputValue()).toBe('1.4');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('marks a wrong value at its field, and the keyboard is there', async () => {
    const { page, complaints } = await open(browser, service.url);
    const field = page.getByLabel('sepal_width cm');
    await field.fill('3,5');
    await page.getByLabel('petal_width cm').fill('');
    await page.keyboard.press('Enter');
    await page.locator('[aria-invalid=true]').first().waitFor();
    expect(await page.locator('[aria-invalid=true]').count()).toBe(2);
    expect(await field.evaluate('document.activeElement.id')).toBe(await field.getAttribute('id'));
    const described = (await field.getAttribute('aria-describedby'))!.split(' ');
    expect(await page.locator(`#${described.at(-1)}`).innerText()).toBe(
      'Write a point for the decimal comma: 3.5.',
    );
    await expectAccessible(page);
    await field.fill('3.5');
    expect(await page.locator('[aria-invalid=true]').count()).toBe(1);
    // The browser itself writes each answer of 400 into its console.
    expect(complaints.filter((one) => !one.includes('status of 400'))).toEqual([]);
    await page.close();
  });

  it('shows a curl line that is the request', async () => {
    const { page } = await open(browser, service.url);
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await predicted(page);
    await page.getByText('The same from a terminal').first().click();
    const line = await page.locator('#curl').innerText();
    expect(line).toBe(
      `curl '${service.url}/predict' -H 'Content-Type: application/json' -d '${(await sent).postData()}'`,
    );
    await page.close();
  });

  it.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)('has nothing against it in %s, %i pixels wide', async (colorScheme, width) => {
    const viewport = { width, height: 800 };
    const { page, complaints } = await open(browser, service.url, { colorScheme, viewport });
    await predicted(page);
    await page.getByText('The same from a terminal').first().click();
    await drop(page, 'iris.csv', await csvOf('iris'));
    await page.getByRole('button', { name: 'Predict the table' }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor();
    await page.getByText('3 more columns of the answer').click();
    for (const table of await page.getByText('As a table').all()) await table.click();
    await expectAccessible(page);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('counts the labels of a table that was dropped', async () => {
    const { page, complaints } = await open(browser, service.url);
    await drop(page, 'iris.csv', await csvOf('iris'));
    expect(await page.locator('#table-preview').innerText()).toMatch(/iris.csv\s+sepal_length[^]*5.1\s+3.5/);
    await page.getByRole('button', { name: 'Predict the table' }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor();
    expect(await page.locator('#table-status').innerText()).toBe('150 rows answered.');
    const shown = await page.locator('#table-answer').innerText();
    expect(shown).toContain('The model does not take "species".');
    expect(shown).toMatch(
      /versicolor\s+51 rows \(34.0 %\)\s+setosa\s+50 rows \(33.3 %\)\s+virginica\s+49 rows \(32.7 %\)/,
    );
    expect(await page.evaluate('document.activeElement.innerText')).toBe('Download iris-predicted.csv');
    // What was sent is among what came back.
    expect(await page.locator('#table-preview').innerText()).toBe('');
    expect(await page.getByRole('button', { name: 'Predict the table' }).isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('gives each label a mark that is the same wherever it stands, beside its name', async () => {
    const { page, complaints } = await open(browser, service.url);
    await predicted(page);
    const [header, ...rows] = (await csvOf('iris')).trimEnd().split('\n');
    const mixed = [header, ...[0, 1, 2].flatMap((kind) => rows.slice(kind * 50, kind * 50 + 3))].join('\n');
    await drop(page, 'mixed.csv', mixed);
    await page.getByRole('button', { name: 'Predict the table' }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor();
    const marks = await page.evaluate<[label: string, look: string][]>(
      `[...document.querySelectorAll('.mark[aria-hidden=true]')].map((mark) =>
        [mark.parentElement.innerText.trim(), mark.className + getComputedStyle(mark).backgroundColor])`,
    );
    const looks: Record<string, Set<string>> = {};
    for (const [label, look] of marks) (looks[label] ??= new Set()).add(look);
    // In the answer, its bars, the bars of the table, and nine rows.
    expect(marks).toHaveLength(1 + 3 + 3 + 9);
    expect(Object.keys(looks).sort()).toEqual(['setosa', 'versicolor', 'virginica']);
    expect(Object.values(looks).map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(new Set(Object.values(looks).flatMap((all) => [...all])).size).toBe(3);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe.skipIf(isMissing)('the page of students', () => {
  beforeAll(async () => (service = await serveModel('sample:students')));
  afterAll(() => service.stop());

  it('has a choice where the values are known, and shows the number large', async () => {
    const { page, complaints } = await open(browser, service.url);
    await page.getByLabel('study_place').selectOption('home');
    expect(await predicted(page)).toMatch(/^final_grade\s+\d+\.\d+$/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('gives the answers to a table for download, as curl would', async () => {
    const { page, complaints } = await open(browser, service.url);
    const csv = await csvOf('students');
    await drop(page, 'students.csv', csv);
    await page.getByRole('button', { name: 'Predict the table' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('students-predicted.csv');
    const answer = await fetch(`${service.url}/predict`, {
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
    const { page } = await open(browser, service.url);
    const [header, ...rows] = (await csvOf('students')).trimEnd().split('\n') as [string, ...string[]];
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

describe.skipIf(isMissing)('the page of digits', () => {
  beforeAll(async () => (service = await serveModel('sample:digits')));
  afterAll(() => service.stop());

  it('has the example in JSON, the digit and bars, and no place for tables', async () => {
    const { page, complaints } = await open(browser, service.url);
    expect(await page.getByLabel('Input').inputValue()).toContain('"image"');
    expect(await predicted(page)).toMatch(/^digit\s+3\s+probability\s+3\s+99.1 %/);
    expect(await page.locator('#table-section').isVisible()).toBe(false);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await page.getByLabel('Input').fill('{"inputs": {"image": [[1, 2]]}}');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('#faults:not([hidden])').waitFor();
    expect(await page.locator('#faults').innerText()).toMatch(/fault[^]*\/inputs\/image/);
    await page.close();
  });
});
