import { coloured, grey } from './colours.ts';
import type { Sight } from './decode.ts';
import { decode } from './decode.ts';
import { fit, type Fitted, sizeAfter } from './fit.ts';
import type { ImageSettings } from './settings.ts';
import { valuesOf } from './values.ts';

/** A picture as the model takes it. */
export interface Prepared {
  /** In the layout of the settings. */
  values: Float32Array;
  height: number;
  width: number;
  channels: number;
  /** Where it came from: to tell places in the pixels of the file. */
  given: { width: number; height: number };
  placed: Omit<Fitted, 'picture'>;
}

/** @throws Problem 400 where it cannot be decoded. */
export async function prepare(bytes: Buffer, sight: Sight, settings: ImageSettings): Promise<Prepared> {
  const decoded = await decode(bytes, sight);
  const isGrey = settings.colours === 'grey';
  const picture = isGrey ? grey(decoded) : coloured(decoded);
  const { picture: fitted, ...placed } = fit(picture, settings);
  const { width, height, channels } = fitted;
  const { width: givenWidth, height: givenHeight } = picture;
  return {
    values: valuesOf(fitted, settings),
    ...{ width, height, channels },
    given: { width: givenWidth, height: givenHeight },
    placed,
  };
}

/** A value is a byte of the fitted picture, a float, an element of the tensor, and once more on its way to the model. */
const BYTES_PER_VALUE = 16;

/** How many bytes of memory a picture takes at the most, beside its file, until the model has run. */
export function memoryFor(sight: Sight, settings: ImageSettings): number {
  const [height, width] = sizeAfter(sight, settings);
  return sight.memory + height * width * 3 * BYTES_PER_VALUE;
}
