import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package.ts';
import { lacks } from '../../skip.ts';
import { drop, expectAccessible, expectNoOverflow, predicted } from './opened.ts';
import { pageOf } from './page-of.ts';

const csv = await readFile(path.join(packageRoot, 'samples', 'iris', 'iris.csv'), 'utf8');

describe.skipIf(await lacks('runtime', 'browser'))('the page of iris', () => {
  const model = pageOf('sample:iris');

  it('shows the label and the probabilities of the example, and of other values', async () => {
    const { page, complaints } = await model.open();
    expect(await page.title()).toBe('api');
    expect(await page.getByLabel('petal_length cm').inputValue()).toBe('1.4');
    expect(await predicted(page)).toMatch(/^output_label\s+setosa\s+output_probability\s+setosa\s+98.2 %/);
    await page.getByLabel('petal_length cm').fill('5.5');
    await page.getByLabel('petal_width cm').fill('2');
    expect(await page.locator('#status').innerText()).toContain('has changed since');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('#answer .label', { hasText: 'virginica' }).waitFor();
    expect(await page.locator('#answer .label').innerText()).toBe('virginica');
    await page.getByRole('button', { name: 'Back to the example' }).click();
    expect(await page.getByLabel('petal_length cm').inputValue()).toBe('1.4');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('marks a wrong value at its field, and the keyboard is there', async () => {
    const { page, complaints } = await model.open();
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
    const { page } = await model.open();
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await predicted(page);
    await page.getByText('The same from a terminal').first().click();
    const line = await page.locator('#curl').innerText();
    expect(line).toBe(
      `curl '${model.url}/predict' -H 'Content-Type: application/json' -d '${(await sent).postData()}'`,
    );
    await page.close();
  });

  it.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)('has nothing against it in %s, %i pixels wide', async (colorScheme, width) => {
    const viewport = { width, height: 800 };
    const { page, complaints } = await model.open({ colorScheme, viewport });
    await predicted(page);
    await page.getByText('The same from a terminal').first().click();
    await drop(page, 'iris.csv', csv);
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
    const { page, complaints } = await model.open();
    await drop(page, 'iris.csv', csv);
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
    const { page, complaints } = await model.open();
    await predicted(page);
    const [header, ...rows] = csv.trimEnd().split('\n');
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
