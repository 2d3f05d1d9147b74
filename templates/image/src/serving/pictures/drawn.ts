import sharp from 'sharp';
import { numbersOf } from '../answers/numbers.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { roundHalfToEven } from './fit.ts';
import type { ImageSettings } from './settings.ts';

/**
 * The PNG of an output that is a picture: [1, channels, height, width], or [1, height, width, channels]. Its values are those
 * of the input's, so that what was done to pixels is done backwards: (value × deviation + mean) ÷ scale.
 */
export function drawn(tensor: Tensor, settings: ImageSettings): Promise<Buffer> {
  const { layout, colours, scale, mean, deviation } = settings;
  const isFirst = layout === 'NCHW';
  const [, first, second, third] = tensor.shape as [number, number, number, number];
  const [channels, height, width] = isFirst ? [first, second, third] : [third, first, second];
  const area = width * height;
  const values = numbersOf(tensor);
  const data = new Uint8ClampedArray(area * channels);
  for (let channel = 0; channel < channels; channel++) {
    const to = colours === 'BGR' ? channels - 1 - channel : channel;
    const [start, stride] = isFirst ? [channel * area, 1] : [channel, channels];
    const [factor, shift] = [(deviation?.[channel] ?? 1) / scale, (mean?.[channel] ?? 0) / scale];
    for (let pixel = 0, from = start; pixel < area; pixel++, from += stride)
      data[pixel * channels + to] = roundHalfToEven(values[from]! * factor + shift);
  }
  const raw = { width, height, channels: channels as 1 | 3 };
  return sharp(new Uint8Array(data.buffer), { raw }).png().toBuffer();
}
