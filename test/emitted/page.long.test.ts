import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { sampleAnswer } from '../../lib/model/samples.ts';
import { ofTensors } from '../samples/requests.ts';
import { packageRoot } from '../../lib/package.ts';
import { serve } from '../../scripts/serve.ts';
import { launchBrowser } from '../browser.ts';
import { lacks } from '../skip.ts';
import { drop, open, predicted } from './page/opened.ts';
import { runnableProject } from './project.ts';

const WIDTH = 1000;

/** The picture in the README: written again by `npm run docs:page`. */
const PICTURE = path.join(packageRoot, 'docs', 'page.png');

/** Those in docs/page.md, likewise. */
const PICTURES = [
  { file: 'people.png', width: 1000, colorScheme: 'light' },
  { file: 'people-dark.png', width: 1000, colorScheme: 'dark' },
  { file: 'people-narrow.png', width: 320, colorScheme: 'light' },
  { file: 'people-table.png', width: 1000, colorScheme: 'light', part: '#table-section' },
] as const;

describe.skipIf(await lacks('runtime', 'browser'))('the Swagger page, in a real browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it.each(ofTensors)(
    'sends the example of $name and shows the prediction',
    async (sample) => {
      const { project, remove } = await runnableProject(
        '--model',
        sampleAnswer(sample),
        '--name',
        `${sample.name}api`,
      );
      const service = await serve(project, (await nextFreePort(18_900))!);
      const page = await browser.newPage({ viewport: { width: WIDTH, height: 1200 } });
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => void complaints.push(error.message));
      page.on('request', (request) => {
        if (new URL(request.url()).origin !== service.url && !request.url().startsWith('data:'))
          complaints.push(request.url());
      });

      await page.goto(`${service.url}/docs`);
      // /predict comes first and is open; nothing else is, and nothing is sent before somebody asks for it.
      expect(await page.locator('.opblock').first().innerText()).toContain('/predict');
      await page.getByRole('button', { name: 'Try it out' }).click();
      expect(await page.locator('.opblock.is-open').count()).toBe(1);
      expect(await page.locator('textarea').inputValue()).toContain(Object.keys(sample.example)[0]);
      await page.getByRole('button', { name: 'Execute' }).click();
      const live = page.locator('.live-responses-table');
      await live.waitFor();
      expect(await live.locator('tbody .response-col_status').first().innerText()).toContain('200');
      const answer = await fetch(`${service.url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(sample.example),
      });
      const shown = await live.locator('.highlight-code').first().innerText();
      expect(JSON.parse(shown.replace(/^Download\s*|\s*Download$/g, ''))).toEqual(await answer.json());
      if (process.env.npm_lifecycle_event === 'docs:page' && sample.name === 'iris') {
        const { y, height } = (await live.boundingBox())!;
        const scrolled = await page.evaluate('window.scrollY');
        const clip = { x: 0, y: 0, width: WIDTH, height: Math.ceil(y + height + Number(scrolled)) };
        await page.screenshot({ path: PICTURE, fullPage: true, clip });
        for (const look of PICTURES) await photograph(browser, service.url, look);
      }

      expect(complaints).toEqual([]);
      await page.close();
      await service.stop();
      await remove();
    },
    90_000,
  );
});

/** The page for people, with the answer to its example, or to a table, as a file in docs/. */
async function photograph(browser: Browser, url: string, look: (typeof PICTURES)[number]): Promise<void> {
  const { file, width, colorScheme } = look;
  const { page } = await open(browser, url, { colorScheme, viewport: { width, height: 700 } });
  const picture = path.join(packageRoot, 'docs', file);
  if ('part' in look) {
    await drop(page, 'iris.csv', await everyFortiethFirst());
    await page.getByRole('button', { name: 'Predict the table' }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor();
    await page.locator(look.part).screenshot({ path: picture });
  } else {
    await predicted(page);
    await page.screenshot({ path: picture, fullPage: true });
  }
  await page.close();
}

/** The sample's data in another order, so that its first rows are of all kinds. */
async function everyFortiethFirst(): Promise<string> {
  const csv = await readFile(path.join(packageRoot, 'samples', 'iris', 'iris.csv'), 'utf8');
  const [header, ...rows] = csv.trimEnd().split('\n');
  const order = rows.map((row, index) => [index % 40, row] as const).sort(([a], [b]) => a - b);
  return [header, ...order.map(([, row]) => row)].join('\n');
}
