import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../lib/package.ts';
import { sampleGolden, samples } from '../../../lib/model/samples.ts';
import { lacks } from '../../skip.ts';
import { expectAccessible, expectNoOverflow, predicted } from './opened.ts';
import { pageOf } from './page-of.ts';

const { request, answer } = sampleGolden(samples().find(({ name }) => name === 'shapes')!).cases[1]!;
const files = (request.images as string[]).map((text) => Buffer.from(text, 'base64'));
const best = (answer.results as { predictions: { label: string }[] }[]).map(
  ({ predictions }) => predictions[0]!.label,
);

describe.skipIf(await lacks('runtime', 'browser'))('the page of shapes', () => {
  const model = pageOf('sample:shapes');

  it('shows the example, and the shape in it with the score of each', async () => {
    const { page, complaints } = await model.open();
    expect(await page.locator('.chosen figcaption').innerText()).toBe('example.png: 96 × 96 pixels');
    expect(await predicted(page)).toMatch(/^star\s+star\s+9\d\.\d %/);
    expect(await page.locator('#answer li').count()).toBe(5);
    const line = await page.locator('#curl').textContent();
    expect(line).toBe(
      `curl '${model.url}/predict' -H 'Content-Type: image/png' --data-binary '@example.png'`,
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('takes pictures that are chosen, dropped or pasted', async () => {
    const { page, complaints } = await model.open();
    for (const [index, way] of (['chosen', 'drop', 'paste'] as const).entries()) {
      await page.locator('#answer').evaluate("document.querySelector('#answer').replaceChildren()");
      const name = `picture-${index}.png`;
      const file = { name, mimeType: 'image/png', buffer: files[index]! };
      if (way === 'chosen') await page.locator('#picture').setInputFiles(file);
      else
        await page.evaluate(`(() => {
          const dataTransfer = new DataTransfer();
          const bytes = Uint8Array.from(atob('${files[index]!.toString('base64')}'), (one) => one.charCodeAt(0));
          dataTransfer.items.add(new File([bytes], '${name}', { type: 'image/png' }));
          const about = { dataTransfer, clipboardData: dataTransfer, bubbles: true };
          dispatchEvent('${way}' === 'drop' ? new DragEvent('drop', about) : new ClipboardEvent('paste', about));
        })()`);
      await page.getByText(`${name}: 64 × 48 pixels`).waitFor();
      expect(await page.evaluate('document.activeElement.id')).toBe('predict');
      expect(await predicted(page)).toMatch(new RegExp(`^${best[index]!}\\s`));
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says in plain words what is wrong with a file, and goes back to the example', async () => {
    const { page } = await model.open();
    const buffer = await readFile(path.join(packageRoot, 'LICENSE'));
    await page.locator('#picture').setInputFiles({ name: 'cat.png', mimeType: 'image/png', buffer });
    await page.getByText('this browser cannot show it').waitFor();
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.locator('#faults:not([hidden])').waitFor();
    expect(await page.locator('#faults').innerText()).toMatch(/picture/);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Back to the example' }).click();
    await page.getByText('example.png: 96 × 96 pixels').waitFor();
    expect(await page.locator('#faults').isVisible()).toBe(false);
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
