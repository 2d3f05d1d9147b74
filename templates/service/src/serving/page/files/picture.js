import { byId, counted, make } from './dom.js';
import { takeDrops } from './drop.js';
import { markOf } from './labels.js';
import { guess, looksIn, scored } from './scored.js';
import { parseAnswer, readExample, Refusal } from './service.js';

/** @import { PageModel, PageStep } from '../page-model.ts' */
/** @import { Form } from './form.js' */
/** @typedef {{ label: string, score: number, box: { x: number, y: number, width: number, height: number } }} Detection */

/**
 * A place for a picture: choose, drop or paste it.
 * @param {PageStep} step
 * @param {PageModel} model
 * @returns {Promise<Form>}
 */
export async function pictureForm(step, model) {
  /** @type {File | undefined} */
  let chosen;
  const shown = make('div', { class: 'chosen', 'aria-live': 'polite' });
  const input = make('input', { id: 'picture', class: 'unseen', type: 'file', accept: 'image/*' });
  const zone = make(
    'label',
    { class: 'drop', for: 'picture' },
    make('strong', {}, 'Choose a picture'),
    make('span', {}, 'or drop it here, or paste it. It goes to this service and nowhere else.'),
  );
  const box = make('div', { class: 'field wide' }, shown, zone, input);
  byId('fields', HTMLElement).append(...guess(step, 'How pictures become the input of the model'), box);

  /** @param {File | undefined} file */
  function show(file) {
    chosen = file;
    const old = shown.querySelector('img');
    if (old) URL.revokeObjectURL(old.src);
    shown.replaceChildren(...(file ? [figure(file, file.name)] : []));
  }
  /** @param {File | undefined} file */
  function take(file) {
    if (!file) return;
    show(file);
    box.dispatchEvent(new Event('input', { bubbles: true }));
    byId('predict', HTMLButtonElement).focus();
  }
  input.addEventListener('change', () => {
    take(input.files?.[0]);
    input.value = ''; // The same file may be chosen again.
  });
  takeDrops(zone, take);
  addEventListener('paste', (event) => take(event.clipboardData?.files[0]));

  const { example: name } = step;
  const example = name === undefined ? undefined : await readExample(name);
  show(example);
  return {
    body() {
      if (!chosen) throw new Refusal('Choose a picture first.');
      return chosen;
    },
    ...(step.answers === 'picture' && { accept: 'image/png' }),
    reset: () => show(example),
    clear() {},
    place: (faults) => faults,
    async answer(response) {
      const sent = /** @type {File} */ (chosen);
      if (response.headers.get('Content-Type')?.startsWith('image/'))
        return [figure(await response.blob(), 'The picture that the model gives')];
      const answer = /** @type {Record<string, unknown>} */ (parseAnswer(await response.text()));
      const { detections } = answer;
      if (!Array.isArray(detections)) return scored(answer, step, model);
      return boxed(sent, detections, looksIn(step));
    },
  };
}

/**
 * A picture with its name and size. Not every kind of file can be shown by a browser.
 * @param {Blob} file
 * @param {string} name
 * @param {HTMLElement[]} over what is drawn over it
 */
function figure(file, name, over = []) {
  const image = make('img', { src: URL.createObjectURL(file), alt: name });
  const caption = make('figcaption', { class: 'help', dir: 'auto' }, name);
  const frame = make('div', { class: 'frame' }, image, ...over);
  image.addEventListener('load', () => {
    caption.textContent = `${name}: ${image.naturalWidth} × ${image.naturalHeight} pixels`;
  });
  image.addEventListener('error', () => {
    frame.remove();
    caption.textContent = `${name}: this browser cannot show it; it is sent all the same`;
  });
  return make('figure', {}, frame, caption);
}

/**
 * The picture with a box around each thing, numbered as in the list below it.
 * @param {File} file
 * @param {Detection[]} detections
 * @param {(label: string) => string} look
 */
function boxed(file, detections, look) {
  const boxes = detections.map(({ label }, index) =>
    make('span', { class: `box ${look(label)}`, 'aria-hidden': 'true' }, make('span', {}, `${index + 1}`)),
  );
  const shown = figure(file, `Boxes around ${counted(detections.length, 'thing')}`, boxes);
  const image = shown.querySelector('img');
  image?.addEventListener('load', () => {
    const { naturalWidth: width, naturalHeight: height } = image;
    detections.forEach(({ box }, index) => {
      const { style } = /** @type {HTMLElement} */ (boxes[index]);
      style.left = `${(box.x / width) * 100}%`;
      style.top = `${(box.y / height) * 100}%`;
      style.width = `${(box.width / width) * 100}%`;
      style.height = `${(box.height / height) * 100}%`;
    });
  });
  if (detections.length === 0) return [make('p', {}, 'Nothing was found in the picture.'), shown];
  const items = detections.map(({ label, score }) =>
    make('li', { dir: 'auto' }, ...markOf(look(label)), `${label}, ${(score * 100).toFixed(1)} %`),
  );
  return [shown, make('ol', { class: 'found' }, ...items)];
}
