import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa, type ResultPromise } from 'execa';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { launchBrowser } from '../browser.ts';
import { emptyFolder } from '../cli.ts';
import { drop, open, predicted } from '../emitted/page/opened.ts';
import { lacks } from '../skip.ts';
import { blocks } from '../transcripts.ts';
import { document, irisApi, type Called } from './calling.ts';

describe.skipIf(await lacks('runtime', 'nginx', 'browser'))('behind nginx as docs/calling.md has it', () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let service: Called;
  let browser: Browser;
  let nginx: ResultPromise<{ reject: false }>;
  let url: string;
  beforeAll(async () => {
    folder = await emptyFolder();
    service = await irisApi(19_350);
    browser = await launchBrowser();
    const port = (await nextFreePort(19_400))!;
    url = `http://localhost:${port}/models/iris`;
    const [location] = blocks(document, 'nginx');
    const file = path.join(folder.directory, 'nginx.conf');
    await mkdir(path.join(folder.directory, 'temp'));
    await writeFile(file, configuration(folder.directory, port, service.own(location!)));
    nginx = execa(
      'nginx',
      ['-c', file, '-p', folder.directory, '-e', path.join(folder.directory, 'error.log')],
      {
        env: { PATH: `${process.env.PATH}:/usr/sbin` },
        reject: false,
      },
    );
    while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) await sleep(50);
  });
  afterAll(async () => {
    nginx.kill('SIGQUIT');
    await nginx;
    await browser?.close();
    await service.stop();
    await folder.remove();
  });

  it('Swagger sends its example, and everything comes from below the path', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${url}/docs`);
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    const answer = page.locator('.live-responses-table .response-col_status').last();
    await answer.waitFor();
    expect(await answer.innerText()).toContain('200');
    expect(asked).toContain(`${url}/predict`);
    expect(asked.filter((one) => !one.startsWith(`${url}/`) && !one.startsWith('data:'))).toEqual([]);
  });

  it('Swagger sends a table that is chosen as a file', async () => {
    const page = await browser.newPage();
    await page.goto(`${url}/docs`);
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByLabel('Request content type').selectOption('multipart/form-data');
    const table = 'sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n';
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'one.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await page.getByRole('button', { name: 'Execute' }).click();
    const answer = page.locator('.live-responses-table .response-col_description').last();
    await answer.getByText('setosa').first().waitFor();
    await page.close();
  });

  it('the page for people predicts, and leads to Swagger', async () => {
    const { page, complaints } = await open(browser, `${url}/`);
    expect(await predicted(page)).toContain('setosa');
    await drop(page, 'one.csv', 'sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n');
    await page.getByRole('button', { name: 'Predict the table' }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor();
    expect(complaints).toEqual([]);
    await page.getByRole('link', { name: 'For programmers' }).click();
    await page.waitForURL(`${url}/docs`);
    await page.close();
  });

  it('lets a table through as it comes', async () => {
    const row = '5.1,3.5,1.4,0.2\n';
    const body = `sepal_length,sepal_width,petal_length,petal_width\n${row.repeat(200_000)}`;
    const headers = { 'Content-Type': 'text/csv' };
    const response = await fetch(`${url}/predict`, { method: 'POST', headers, body });
    expect((await response.text()).split('\n')).toHaveLength(200_002);
  });
});

/** A whole configuration around the documented part, for somebody who is not root. */
function configuration(folder: string, port: number, location: string): string {
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
pid ${folder}/nginx.pid;
events {}
http {
${kinds.map((kind) => `  ${kind}_temp_path ${folder}/temp/${kind};`).join('\n')}
  access_log off;
  server {
    listen ${port};
    ${location}
  }
}
`;
}
