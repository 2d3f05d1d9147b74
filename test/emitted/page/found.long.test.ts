import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lacks, sharedInputs } from '../../skip.ts';
import { expectAccessible, expectNoOverflow, predicted } from './opened.ts';
import { pageOf } from './page-of.ts';

const isThere = !(await lacks('runtime', 'browser', 'inputs'));
const read = async <T>(...file: string[]) =>
  JSON.parse(await readFile(path.join(sharedInputs, ...file), 'utf8')) as T;

describe.skipIf(!isThere)('the page of a model that finds things in pictures', () => {
  const model = pageOf(path.join(sharedInputs, 'pictures', 'models', 'yolo-toy', 'best.onnx'));

  it('draws a box around each, numbered as in the list', async () => {
    interface Answer {
      boxes: { box: [left: number, top: number, right: number, bottom: number] }[];
    }
    const answers = await read<Record<string, Answer>>('pictures', 'answers', 'yolo-toy.json');
    const { boxes } = answers['scene-1.png']!;
    const { page, complaints } = await model.open({ viewport: { width: 360, height: 800 } });
    await page.locator('#picture').setInputFiles(path.join(sharedInputs, 'pictures', 'files', 'scene-1.png'));
    await predicted(page);
    await page.locator('#answer figcaption', { hasText: 'pixels' }).waitFor();
    expect(await page.locator('#answer .box').count()).toBe(boxes.length);
    expect(await page.locator('#answer .found li').count()).toBe(boxes.length);
    const [left, top] = boxes[0]!.box;
    const places = await page.evaluate<[x: number, y: number][]>(`(() => {
      const image = document.querySelector('#answer img');
      const { left, top, width } = image.getBoundingClientRect();
      const scale = image.naturalWidth / width;
      return [...document.querySelectorAll('#answer .box')].map((box) => {
        const at = box.getBoundingClientRect();
        return [(at.left - left) * scale, (at.top - top) * scale];
      });
    })()`);
    // Within a pixel of the screen.
    expect(Math.abs(places[0]![0] - left)).toBeLessThan(2);
    expect(Math.abs(places[0]![1] - top)).toBeLessThan(2);
    await expectAccessible(page);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe.skipIf(!isThere)('the page of a model that finds names in texts', () => {
  const model = pageOf(path.join(sharedInputs, 'text', 'models', 'ner-bert', 'model.onnx'));

  it('marks each with its label, in a text with characters of two UTF-16 units, too', async () => {
    const { page, complaints } = await model.open({ viewport: { width: 360, height: 800 } });
    const text = '🐕🐈 the small brown dog runs over a quiet hill';
    await page.getByLabel('Text').fill(text);
    await predicted(page);
    const body = JSON.stringify({ text });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${model.url}/predict`, { method: 'POST', headers, body });
    const { entities } = (await answer.json()) as { entities: { label: string; text: string }[] };
    expect(entities.length).toBeGreaterThan(0);
    expect(await page.locator('#answer mark bdi').allInnerTexts()).toEqual(entities.map((one) => one.text));
    const tags = await page.locator('#answer mark .tag').allInnerTexts();
    expect(tags.map((tag) => tag.trim().split(' ')[0])).toEqual(entities.map(({ label }) => label));
    const whole = await page
      .locator('#answer .marked')
      .evaluate(
        "(document.querySelectorAll('.tag').forEach((tag) => tag.remove()), document.querySelector('.marked').textContent)",
      );
    expect(whole).toBe(text);
    await expectAccessible(page);
    await expectNoOverflow(page);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe.skipIf(!isThere)('the page of a model that gives pictures', () => {
  const model = pageOf(path.join(sharedInputs, 'pictures', 'models', 'image-to-image', 'model.onnx'));

  it('says that what it takes is a guess, and shows the picture', async () => {
    const { page, complaints } = await model.open();
    expect(await page.locator('#fields .notice').innerText()).toMatch(
      /is a guess: nothing in the model says it/,
    );
    await predicted(page);
    await page.locator('#answer figcaption', { hasText: 'pixels' }).waitFor();
    expect(await page.locator('#curl').textContent()).toContain(`-H 'Accept: image/png' -o answer`);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
