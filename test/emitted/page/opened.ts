import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A page that is open, ready to predict. */
export interface Opened {
  page: Page;
  /** What stands in the console, what was asked of another host, and what of this one failed. */
  complaints: string[];
}

/** Opens the page of a service, and writes down all that it should not do. */
export async function open(browser: Browser, url: string, look: BrowserContextOptions = {}): Promise<Opened> {
  const page = await browser.newPage(look);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'blob:' && origin !== new URL(url).origin) complaints.push(`asked: ${request.url()}`);
  });
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  await page.goto(url);
  await page.locator('#predict:enabled').waitFor();
  return { page, complaints };
}

/** Presses Predict. @returns what stands in the answer */
export async function predicted(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await page.locator('#answer > *').first().waitFor();
  return page.locator('#answer').innerText();
}

/** Fails with the rules that the page breaks, and where. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
}

/** Fails where something is wider than the window. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate<{ scrollWidth: number; clientWidth: number }>(
    '(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }))(document.documentElement)',
  );
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
}

/** Drops a file on the page, as people do from a folder. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const dropped = new DataTransfer();
    dropped.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: 'text/csv' }));
    return dropped;
  })()`);
  await page.dispatchEvent('#drop', 'dragover', { dataTransfer });
  await page.dispatchEvent('#drop', 'drop', { dataTransfer });
  await page.getByRole('button', { name: 'Predict the table' }).waitFor();
}
