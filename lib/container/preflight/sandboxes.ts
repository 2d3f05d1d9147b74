import { formatBytes, counted } from '../../io/text.ts';
import { CONVERT_LABEL, labelledImages } from '../engine/labelled-images.ts';
import { ok, type Check } from './check.ts';

/** Images that models were converted in: they are kept for the next one, and nobody needs them otherwise. */
export const sandboxCheck: Check = {
  name: 'sandboxes',
  purposes: ['doctor'],
  async run(around) {
    const engine = await around.findEngine();
    const images = await labelledImages(engine, CONVERT_LABEL, around.signal);
    if (images.length === 0) return ok('no image of a conversion is kept');
    const shown = images
      .map(({ name, label, bytes }) => `${name} (${label}, ${formatBytes(bytes)})`)
      .join(', ');
    return {
      status: 'ok',
      what: `${counted(images.length, 'image')} to convert models in: ${shown}`,
      next: [`to remove them: ${engine.command} rmi ${images.map(({ name }) => name).join(' ')}`],
    };
  },
};
