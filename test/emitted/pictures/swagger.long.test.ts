import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../browser.ts';
import { lacks } from '../../skip.ts';
import type { PictureService } from './picture-service.ts';
import { pictureService } from './picture-service.ts';
import { index, modelFile, picture } from './picture-set.ts';

describe.skipIf(await lacks('inputs', 'runtime', 'browser'))(
  'Swagger’s page of a model that takes pictures',
  () => {
    let service: PictureService;
    let browser: Browser;
    beforeAll(async () => {
      service = await pictureService(modelFile(index().models.find(({ id }) => id === 'hf-classifier')!));
      browser = await launchBrowser();
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await service.stop();
    });

    /** Chooses a type, sends a file as it or what is shown, and gives the answer. */
    async function sent(
      type: string,
      file?: { name: string; mimeType: string; buffer: Buffer },
    ): Promise<string> {
      const page = await browser.newPage();
      await page.goto(`${service.url}/docs`);
      await page.getByRole('button', { name: 'Try it out' }).click();
      await page.getByLabel('Request content type').selectOption(type);
      if (file) await page.locator('input[type=file]').setInputFiles(file);
      await page.getByRole('button', { name: 'Execute' }).click();
      const answer = page.locator('.live-responses-table .response').last();
      await answer.locator('.response-col_status').getByText(/\d{3}/).first().waitFor();
      const text = await answer.innerText();
      await page.close();
      return text;
    }

    it('sends a file that is chosen, in a form and as the body, and shows the names of classes', async () => {
      const file = { name: 'scene.png', mimeType: 'image/png', buffer: picture('scene-1.png') };
      for (const type of ['multipart/form-data', 'image/png']) {
        const answer = await sent(type, file);
        expect(answer).toMatch(/^200/);
        for (const name of ['ant', 'bee', 'cat', 'dog', 'eel']) expect(answer).toContain(`"${name}"`);
      }
    }, 60_000);

    it('sends the project’s own picture as its example in JSON', async () => {
      expect(await sent('application/json')).toMatch(/^200/);
    }, 60_000);

    it('begins with the file button', async () => {
      const page = await browser.newPage();
      await page.goto(`${service.url}/docs`);
      await page.getByRole('button', { name: 'Try it out' }).click();
      expect(await page.locator('input[type=file]').count()).toBe(1);
      await page.close();
    }, 60_000);
  },
);
