import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node24, npmOn24 } from '../../scripts/node24.ts';
import type { Golden } from '../../lib/onnx/card/card.ts';
import { launchBrowser } from '../browser.ts';
import { lacks } from '../skip.ts';
import { ODD_NAMES, oddInputs, oddOutputs } from './odd-names.ts';
import { serviceOf, type Service } from './service-of.ts';

const noRuntime = await lacks('runtime');
const noBrowser = noRuntime || (await lacks('browser'));

/** As many inputs as no page is made for. */
const MANY = Array.from({ length: 210 }, (_, i) => `feature ${i}/unit:${i % 7}`);

/**
 * Without what Swagger UI cannot show: its Immutable.js drops two of these members from every object, and takes an
 * object with `length` 1 and `0` for an array.
 */
const SHOWN = ODD_NAMES.filter((name) => !['__proto__', 'constructor', 'length'].includes(name));

const MODELS = [
  { about: 'inputs of any name', bytes: oddInputs(), shown: oddInputs(SHOWN) },
  { about: 'outputs of any name', bytes: oddOutputs() },
  { about: '210 inputs', bytes: oddInputs(MANY) },
];

describe.skipIf(noRuntime).each(MODELS)('a project with $about', ({ bytes }) => {
  let service: Service;
  beforeAll(async () => (service = await serviceOf(bytes)));
  afterAll(() => service?.stop());

  it('records its golden answers and passes its own tests', async () => {
    const golden = path.join(service.project, 'test', 'golden.json');
    await rm(golden, { force: true });
    await npmOn24(['run', 'record'], service.project);
    const { cases } = JSON.parse(await readFile(golden, 'utf8')) as Golden;
    expect(JSON.stringify(cases[0]!.request)).toContain(JSON.stringify(service.card.inputs[0]!.name));
    const tested = await npmOn24(['test'], service.project);
    expect(tested.all).toMatch(/(?:ℹ|#) fail 0/);
    expect(tested.all).toMatch(/✔ the model gives the golden answers/);
  }, 300_000);

  it('fails its tests where a golden answer is another one', async () => {
    const file = path.join(service.project, 'test', 'golden.json');
    const golden = JSON.parse(await readFile(file, 'utf8')) as Golden;
    const answer = JSON.stringify(golden.cases[0]!.answer);
    const other = answer.replace(/([[:])1([\],}])/, (_, before, after) => `${before}2${after}`);
    expect(other).not.toBe(answer);
    await writeFile(
      file,
      JSON.stringify({ ...golden, cases: [{ ...golden.cases[0], answer: JSON.parse(other) }] }),
    );
    const args = ['--test', 'test/golden.test.ts'];
    const { stdout } = await execa(await node24(), args, { cwd: service.project, reject: false });
    expect(stdout).toMatch(/got 1 instead of 2/);
  });
});

describe.skipIf(noBrowser)('the Swagger page', () => {
  let browser: Browser;
  beforeAll(async () => (browser = await launchBrowser()));
  afterAll(() => browser?.close());

  it.each(MODELS)(
    'sends the example of a model with $about',
    async ({ bytes, shown = bytes }) => {
      const service = await serviceOf(shown);
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => void complaints.push(error.message));
      await page.goto(`${service.url}/docs`);
      await page.getByRole('button', { name: 'Try it out' }).click();
      const typed = await page.locator('textarea').inputValue();
      expect(JSON.parse(typed)).toEqual(service.card.example);
      await page.getByRole('button', { name: 'Execute' }).click();
      const live = page.locator('.live-responses-table');
      await live.waitFor();
      expect(await live.locator('tbody .response-col_status').first().innerText()).toContain('200');
      expect(complaints).toEqual([]);
      await page.close();
      await service.stop();
    },
    90_000,
  );
});
