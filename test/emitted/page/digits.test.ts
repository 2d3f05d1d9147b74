import { describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { expectAccessible, predicted } from './opened.ts';
import { pageOf } from './page-of.ts';

describe.skipIf(await lacks('runtime', 'browser'))('the page of digits', () => {
  const model = pageOf('sample:digits');

  it('has the example in JSON, the digit and bars, and no place for tables', async () => {
    const { page, complaints } = await model.open();
    expect(await page.getByLabel('Input').inputValue()).toContain('"image"');
    expect(await predicted(page)).toMatch(/^digit\s+3\s+probability\s+3\s+99.1 %/);
    expect(await page.locator('#table-section').isVisible()).toBe(false);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await page.getByLabel('Input').fill('{"inputs": {"image": [[1, 2]]}}');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('#faults:not([hidden])').waitFor();
    expect(await page.locator('#faults').innerText()).toMatch(/fault[^]*\/inputs\/image/);
    await page.close();
  });
});
