import type { Picture } from './resize.ts';
import type { ImageSettings } from './settings.ts';

/**
 * The values of the model's input, in its layout: `(pixel × scale − mean) ÷ deviation`, each step in float32, as NumPy and
 * torch compute it. There are but 256 different ones of a channel.
 */
export function valuesOf(
  { width, height, channels, data }: Picture,
  { colours, layout, scale, mean, deviation }: ImageSettings,
): Float32Array {
  const area = width * height;
  const result = new Float32Array(area * channels);
  for (let channel = 0; channel < channels; channel++) {
    const table = valuesOfBytes(scale, mean?.[channel] ?? 0, deviation?.[channel] ?? 1);
    const from = colours === 'BGR' ? channels - 1 - channel : channel;
    const [start, stride] = layout === 'NCHW' ? [channel * area, 1] : [channel, channels];
    for (let pixel = 0, to = start; pixel < area; pixel++, to += stride)
      result[to] = table[data[pixel * channels + from]!]!;
  }
  return result;
}

function valuesOfBytes(scale: number, mean: number, deviation: number): Float32Array {
  const { fround } = Math;
  // 1/255 is divided by: a product with its float32 is another number.
  const divisor = 1 / scale;
  const isWhole = Math.abs(divisor - Math.round(divisor)) < 1e-9;
  const scaled = (byte: number) => fround(isWhole ? byte / Math.round(divisor) : byte * fround(scale));
  return Float32Array.from({ length: 256 }, (_, byte) =>
    fround(fround(scaled(byte) - fround(mean)) / fround(deviation)),
  );
}
