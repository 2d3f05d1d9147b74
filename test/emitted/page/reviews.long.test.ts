import { describe, expect, it } from 'vitest';
import { lacks } from '../../skip.ts';
import { expectAccessible, expectNoOverflow, predicted } from './opened.ts';
import { pageOf } from './page-of.ts';

describe.skipIf(await lacks('runtime', 'browser'))('the page of reviews', () => {
  const model = pageOf('sample:reviews');

  it('has the example in a field, and says what it is and how surely', async () => {
    const { page, complaints } = await model.open();
    expect(await page.getByLabel('Text').inputValue()).toMatch(/^The soup tastes really wonderful\./);
    expect(await predicted(page)).toMatch(/^positive\s+positive\s+(> 99\.9|9\d\.\d) %\s+negative/);
    await page.getByLabel('Text').fill('The hotel felt just awful. I want my money back!');
    expect(await page.locator('#status').innerText()).toContain('has changed since');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('#answer .label', { hasText: 'negative' }).waitFor();
    const line = await page.locator('#curl').textContent();
    expect(line).toContain(`-d '{"text":"The hotel felt just awful. I want my money back!"}'`);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('marks the field where the service refuses a text', async () => {
    const { page } = await model.open();
    await page.getByLabel('Text').evaluate("document.querySelector('#text').value = 'a\\ud800b'");
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('#text[aria-invalid=true]').waitFor();
    expect(await page.locator('.field-fault:visible').innerText()).toMatch(/surrogate/);
    expect(await page.evaluate('document.activeElement.id')).toBe('text');
    await expectAccessible(page);
    await page.close();
  });

  it.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)('has nothing against it in %s, %i pixels wide', async (colorScheme, width) => {
    const { page, complaints } = await model.open({ colorScheme, viewport: { width, height: 800 } });
    await predicted(page);
    await expectAccessible(page);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
