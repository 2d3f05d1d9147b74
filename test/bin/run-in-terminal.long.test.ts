import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nextFreePort } from '../../lib/container/values/port.ts';
import { sampleAnswer, sampleGolden } from '../../lib/model/samples.ts';
import { ofTensors } from '../samples/requests.ts';
import { launchBrowser } from '../browser.ts';
import { bin, emptyFolder } from '../cli.ts';
import { visit } from '../emitted/page/visit.ts';
import { removeAll } from '../lib/container/scratch.ts';
import { lacks } from '../skip.ts';
import { Terminal } from '../terminal.ts';
import { WITH_NPM_MS } from '../timeouts.ts';

const noBrowser = await lacks('browser');

describe.skipIf(await lacks('engine', 'baseImage', 'tmux'))('the main job, in a terminal', () => {
  let directory: string;
  let remove: () => Promise<void>;
  let name: string;
  let port: number;

  let browser: Browser;
  beforeAll(async () => {
    if (!noBrowser) browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    ({ directory, remove } = await emptyFolder());
    name = `ml-docker-test-terminal-${process.pid}`;
    port = (await nextFreePort(18_600))!;
  });
  afterEach(async () => {
    await removeAll(name);
    await remove();
  });

  it.each(ofTensors)(
    'goes from the first question to the prediction of $name in a terminal, and to its page in a browser',
    async (sample) => {
      const terminal = new Terminal();
      await terminal.start(`${process.execPath} ${bin}`, directory);
      await terminal.shows('Which model?');
      await terminal.shows(sample.name);
      await terminal.type(sampleAnswer(sample));
      await terminal.shows('Name of the API?');
      await terminal.type(name);
      await terminal.shows('Which port?');
      await terminal.type(String(port));
      await terminal.shows('Base image?');
      await terminal.press('Enter');
      await terminal.shows('What next?');
      await terminal.press('Enter');
      const screen = await terminal.shows('exit=0', WITH_NPM_MS);
      await terminal.close();
      expect(screen).toContain('First prediction');
      const [output] = Object.keys(sampleGolden(sample).cases[0]!.answer);
      expect(screen).toMatch(new RegExp(`^ {2}\\{"${output}":`, 'm'));
      expect(screen).toContain(`http://localhost:${port}/docs`);
      expect(await readFile(path.join(directory, name, 'Dockerfile'), 'utf8')).toContain(`EXPOSE ${port}`);
      if (!noBrowser) await visit(browser, `http://localhost:${port}`, sample);
    },
    WITH_NPM_MS + 60_000,
  );

  it(
    'needs no more than Enter, where name and port are given to keep clear of other containers',
    async () => {
      const terminal = new Terminal();
      await terminal.start(`${process.execPath} ${bin} --name ${name} --port ${port}`, directory);
      await terminal.shows('Which model?');
      await terminal.shows('sample:iris');
      await terminal.press('Enter');
      await terminal.shows('Base image?');
      await terminal.press('Enter');
      await terminal.shows('What next?');
      await terminal.press('Enter');
      const screen = await terminal.shows('exit=0', WITH_NPM_MS);
      await terminal.close();
      expect(screen).toContain('"output_label":"setosa"');
    },
    WITH_NPM_MS + 60_000,
  );
});
