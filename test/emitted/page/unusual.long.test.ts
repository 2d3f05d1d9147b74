import { readFile, writeFile } from 'node:fs/promises';
import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../../lib/onnx/card/card.ts';
import { launchBrowser } from '../../browser.ts';
import { emptyFolder } from '../../cli.ts';
import { lacks } from '../../skip.ts';
import { emitRunnable } from '../emit.ts';
import { ODD_NAMES, oddInputs } from '../odd-names.ts';
import { echoModel } from '../service/echo-model.ts';
import { serveModel, start, type Started } from '../service/started.ts';
import { drop, expectAccessible, expectNoOverflow, open, predicted } from './opened.ts';

const isMissing = (await lacks('runtime')) || (await lacks('browser'));

/** As a proxy does it that has the service below a path. */
async function below(path: string, service: Started): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    if (!request.url!.startsWith(`${path}/`)) return void response.writeHead(404).end();
    const { method, headers } = request;
    const forwarded = ask(service.url + request.url!.slice(path.length), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}/`, server };
}

describe.skipIf(isMissing)('the page of an unusual model', () => {
  let browser: Browser;
  let service: Started;
  beforeAll(async () => (browser = await launchBrowser()));
  afterAll(() => browser.close());
  afterEach(() => service.stop());

  it('shows names as they are, whatever they would mean in HTML, and finds the field of a fault', async () => {
    service = await serveModel(oddInputs());
    const { page, complaints } = await open(browser, service.url);
    expect(await page.locator('#fields label bdi').allTextContents()).toEqual(ODD_NAMES);
    expect(await page.title()).toBe('api');
    expect(await page.locator('#fields script').count()).toBe(0);
    await predicted(page);
    expect(await page.locator('#answer h3').count()).toBe(ODD_NAMES.length);
    await expectAccessible(page);
    await page.evaluate(
      "for (const input of document.querySelectorAll('#fields input')) input.value = 'wrong'",
    );
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('.field-fault:visible').first().waitFor();
    expect(await page.locator('.field-fault:visible').count()).toBe(ODD_NAMES.length);
    expect(await page.locator('#faults').isVisible()).toBe(false);
    await expectAccessible(page);
    expect(complaints.filter((one) => !one.includes('status of 400'))).toEqual([]);
    await page.close();
  });

  it('stays usable with 500 columns', async () => {
    service = await serveModel(oddInputs(Array.from({ length: 500 }, (_, index) => `column ${index}`)));
    const { page, complaints } = await open(browser, service.url, { viewport: { width: 320, height: 700 } });
    await page.getByLabel('Find a column').fill('column 49');
    expect(await page.locator('#fields .field:visible').count()).toBe(11);
    expect(await page.locator('#found').innerText()).toBe('11 of 500 columns');
    await page.getByLabel('Find a column').fill('');
    expect((await page.locator('#fields').boundingBox())!.height).toBeLessThan(700);
    await page.getByLabel('column 499').fill('7.5');
    expect(await predicted(page)).toMatch(/y499\s+7.5/);
    expect((await page.locator('#answer').boundingBox())!.height).toBeLessThan(700);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows twenty of 10,000 classes', async () => {
    service = await serveModel(echoModel([null, 10_000], ['FP32']));
    const { page, complaints } = await open(browser, service.url);
    const values = Array.from({ length: 10_000 }, (_, index) => index / 10_000);
    await page.getByLabel('Input').fill(JSON.stringify({ inputs: { FP32: [values] } }));
    const shown = await predicted(page);
    expect(shown).toMatch(/^FP32_back\s+9999\s+> 99.9 %/);
    expect(shown).toMatch(/and 9,980 more$/);
    expect(await page.locator('#answer li').count()).toBe(20);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows twenty labels of a table, the most frequent first, and the others together', async () => {
    service = await serveModel(echoModel([null, 1], ['BYTES']));
    const { page, complaints } = await open(browser, service.url, { viewport: { width: 320, height: 700 } });
    const labels = Array.from({ length: 30 }, (_, index) => (index === 7 ? 'שלום <b>' : `label ${index}`));
    const rows = labels.flatMap((label, index) => Array.from({ length: index + 1 }, () => label));
    await drop(page, 'labels.csv', ['BYTES', ...rows, ''].join('\n'));
    await page.getByRole('button', { name: 'Predict the table' }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor();
    const bars = await page.locator('#table-answer .bars li').allInnerTexts();
    expect(bars).toHaveLength(21);
    expect(bars[0]).toMatch(/^label 29\s+30 rows \(6.5 %\)$/);
    expect(bars[20]).toMatch(/^10 others\s+55 rows \(11.8 %\)$/);
    await expectAccessible(page);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('has a field for the one text that a model takes', async () => {
    service = await serveModel(echoModel([null], ['BYTES']));
    const { page, complaints } = await open(browser, service.url);
    expect(await page.locator('#fields textarea').count()).toBe(1);
    await page.getByLabel('BYTES').fill('שלום\n"and" <b>');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    expect(await predicted(page)).toMatch(/^BYTES_back\s+שלום\s+"and" <b>$/);
    expect((await sent).postDataJSON()).toEqual({ inputs: { BYTES: ['שלום\n"and" <b>'] } });
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('keeps all digits of large whole numbers, knows true and false, and works below a path', async () => {
    service = await serveModel(echoModel([null, 1], ['INT64', 'BOOL', 'BYTES']));
    const { url, server } = await below('/some/where', service);
    const { page, complaints } = await open(browser, url);
    await page.getByLabel('INT64').fill('9007199254740993');
    await page.getByLabel('BOOL').selectOption('false');
    await page.getByLabel('BYTES').fill('<b>"fat"</b>');
    const shown = await predicted(page);
    expect(shown).toMatch(/INT64_back\s+9007199254740993\s+BOOL_back\s+false\s+BYTES_back\s+<b>"fat"<\/b>/);
    await page.getByRole('link', { name: 'For programmers' }).click();
    await page.waitForURL(`${url}docs`);
    expect(complaints.filter((one) => one.startsWith('asked'))).toEqual([]);
    await page.close();
    server.close();
    server.closeAllConnections();
  });

  it('says how well a converted model answers, and lets a field be empty where the model knows missing values', async () => {
    const { directory, remove } = await emptyFolder();
    const file = path.join(directory, 'echo.onnx');
    await writeFile(file, oddInputs(['age', 'weight']));
    const project = path.join(directory, 'api');
    await emitRunnable(project, { model: file });
    const cardFile = path.join(project, 'model', 'card.json');
    const card = JSON.parse(await readFile(cardFile, 'utf8')) as Card;
    card.inputs[0]!.values = [{ missing: 'NaN' }];
    card.inputs[1]!.values = [{ known: [50, 60.5] }];
    const summary = 'All <i>300</i> labels are those of the original.';
    const figures = { rows: 300, labels: { equal: 300, different: 0 } };
    const values = { largestAbsolute: 0, largestRelative: 0 };
    card.proof = { ...figures, values, thresholds: { rows: 0, different: 0 }, summary };
    await writeFile(cardFile, JSON.stringify(card));
    service = await start(project);
    const { page, complaints } = await open(browser, service.url);
    expect(await page.locator('#proof').innerText()).toBe(summary);
    expect(await page.locator('.help', { hasText: 'may be empty' }).count()).toBe(1);
    expect(await page.locator('.help', { hasText: 'number; the model knows 50, 60.5' }).count()).toBe(1);
    expect(await page.locator('datalist option').count()).toBe(2);
    await page.getByLabel('age').fill('');
    expect(await predicted(page)).toMatch(/^y0\s+NaN/);
    expect(complaints).toEqual([]);
    await page.close();
    await remove();
  });

  it('asks for the key where one is set, and keeps it out of the curl line', async () => {
    service = await serveModel('sample:iris', { environment: { API_KEY: 'a secret' } });
    const { page } = await open(browser, service.url);
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('#faults:not([hidden])').waitFor();
    expect(await page.locator('#faults').innerText()).toContain('needs an API key');
    await page.getByLabel('API key').fill('a secret');
    expect(await predicted(page)).toContain('setosa');
    await page.getByText('The same from a terminal').first().click();
    const line = await page.locator('#curl').innerText();
    expect(line).toContain('-H "X-API-Key: $API_KEY"');
    expect(line).not.toContain('a secret');
    await expectAccessible(page);
    await page.close();
  });
});
