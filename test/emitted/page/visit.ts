import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { sampleGolden, type Sample } from '../../../lib/model/samples.ts';
import { drop, expectAccessible, expectNoOverflow, open, predicted } from './opened.ts';

type Row = Record<string, unknown>;

/**
 * What somebody does with the page of a sample: sends the example, fills in other values, drops a table and downloads
 * the answer, makes a mistake. Fails where anything of it is wrong, or something complains.
 * @param url of the service, wherever it runs
 */
export async function visit(browser: Browser, url: string, sample: Sample): Promise<void> {
  const { page, complaints } = await open(browser, url);
  await expectAnswer(page, await answerOf(url, sample.example));
  const { request, answer } = sampleGolden(sample).cases[0]!;
  await fill(page, request);
  await expectAnswer(page, answer);
  await expectAccessible(page);
  if (request.rows) await answerTable(page, sample);
  else expect(await page.locator('#table-section').isVisible()).toBe(false);
  await expectAccessible(page);
  await expectNoOverflow(page);
  expect(complaints).toEqual([]);
  await makeMistake(page, request);
  await expectAccessible(page);
  // The browser itself writes each answer of 400 into its console.
  expect(complaints.filter((one) => !one.includes('status of 400'))).toEqual([]);
  await page.close();
}

async function answerOf(url: string, body: unknown): Promise<Row> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/predict`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Row;
}

/** Types a request into the form: each value in its field, or tensors as JSON. */
async function fill(page: Page, request: Row): Promise<void> {
  const [row] = (request.rows ?? []) as Row[];
  if (!row) return page.getByLabel('Input').fill(JSON.stringify(request));
  for (const [column, value] of Object.entries(row)) {
    const field = page.locator('.field', { has: page.getByText(column, { exact: true }) });
    const choice = field.locator('select');
    if ((await choice.count()) > 0) await choice.selectOption(String(value));
    else await field.locator('input').fill(String(value));
  }
}

/** Presses Predict, and looks for every output: a label or number as it is, of probabilities the largest first. */
async function expectAnswer(page: Page, { rows, outputs }: Row): Promise<void> {
  await page.locator('#answer').evaluate("document.querySelector('#answer').replaceChildren()");
  await predicted(page);
  for (const [name, given] of Object.entries(((rows as Row[])?.[0] ?? outputs) as Row)) {
    const section = page.locator('#answer section', {
      has: page.getByRole('heading', { name, exact: true }),
    });
    const value = rows === undefined ? (given as unknown[])[0] : given;
    if (typeof value === 'object') {
      const scores = Object.entries(value as Record<string, number>).sort((a, b) => b[1] - a[1]);
      const bars = await section.locator('li bdi').allInnerTexts();
      expect(bars).toEqual(scores.map(([label]) => label));
    } else {
      const shown = await section.locator('.label').innerText();
      if (typeof value === 'number') expect(Number(shown)).toBeCloseTo(value, 3);
      else expect(shown).toBe(value);
    }
  }
}

/** Drops the sample's own data, and reads back what it becomes: every row, and answers near the truth among its columns. */
async function answerTable(page: Page, { name, model }: Sample): Promise<void> {
  const csv = await readFile(path.join(path.dirname(model), `${name}.csv`), 'utf8');
  await drop(page, `${name}.csv`, csv);
  await page.getByRole('button', { name: 'Predict the table' }).click();
  const link = page.getByRole('link', { name: 'Download' });
  await link.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const [sent, got] = [csv, await readFile(await download.path(), 'utf8')].map((text) =>
    text
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => line.split(',')),
  ) as [string[][], string[][]];
  const width = sent[0]!.length;
  expect(got.map((row) => row.slice(0, width))).toEqual(sent);
  const truth = width - 1; // The last column of the data, and the first of the answer.
  expect(got[0]!.slice(width).length).toBeGreaterThan(0);
  const right = got.slice(1).filter((row) => isNear(row[width]!, row[truth]!));
  expect(right.length / (got.length - 1)).toBeGreaterThan(0.9);
}

/** The same label, or a number that is not far off. */
function isNear(answer: string, truth: string): boolean {
  return answer === truth || Math.abs(Number(answer) - Number(truth)) < 15;
}

/** Enters what the model does not take, and finds it said where it was entered. */
async function makeMistake(page: Page, request: Row): Promise<void> {
  if (request.rows) await page.locator('#fields input').first().fill('much');
  else await page.getByLabel('Input').fill('{"inputs": {"image": [[1, 2]]}}');
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  const wrong = page.locator('[aria-invalid=true]');
  await wrong.waitFor();
  const said = request.rows ? page.locator('.field-fault:visible') : page.locator('#faults');
  expect(await said.innerText()).toMatch(
    request.rows ? /^“much” is not a number\. Write a number, such as [\d.]+\.$/ : /\/inputs\/image/,
  );
  if (request.rows)
    expect((await wrong.getAttribute('aria-describedby'))!).toContain(await said.getAttribute('id'));
}
