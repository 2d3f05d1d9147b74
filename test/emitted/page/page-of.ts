import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from '../../browser.ts';
import { serveModel, type Started } from '../service/started.ts';
import { open, type Opened } from './opened.ts';

/** The page of a model, for all tests of a file. */
export interface ModelPage {
  /** Of the service. */
  readonly url: string;
  open(look?: BrowserContextOptions): Promise<Opened>;
}

/** Starts a service of the model and a browser before the tests of a file, and ends both after them. */
export function pageOf(model: string): ModelPage {
  let browser: Browser;
  let service: Started;
  beforeAll(async () => {
    browser = await launchBrowser();
    service = await serveModel(model);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
  });
  return {
    get url() {
      return service.url;
    },
    open: (look) => open(browser, service.url, look),
  };
}
