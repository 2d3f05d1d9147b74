import { coloured, grey } from './colours.ts';
import { decode } from './decode.ts';
import { fit, type Fitted } from './fit.ts';
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

/** @throws Problem 400, 413 or 415 where it is no picture that can be taken. */
export async function prepare(bytes: Buffer, settings: ImageSettings): Promise<Prepared> {
  const decoded = await decode(bytes);
  const picture = settings.colours === 'grey' ? grey(coloured(decoded)) : coloured(decoded);
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
