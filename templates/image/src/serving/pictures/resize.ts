import type { Filter } from './filters.ts';

/** Pixels row by row, with the channels of each side by side: uint8 [height, width, channels]. */
export interface Picture {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

/** The part of a picture that is wanted. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Weights are whole numbers: so many bits are behind the point. */
const BITS = 22;
const HALF = 1 << (BITS - 1);

/**
 * A picture in another size, byte for byte as Pillow's `Image.resize` makes it (src/libImaging/Resample.c): one pass along
 * each axis, with weights in fixed point, and rounded to bytes between the two.
 * @param box what is wanted of the result: no more is computed than that takes.
 */
export function resize(picture: Picture, width: number, height: number, filter: Filter, box?: Box): Picture {
  const { left, top, width: columns, height: rows } = box ?? { left: 0, top: 0, width, height };
  const across = taps(picture.width, width, left, columns, filter);
  const down = taps(picture.height, height, top, rows, filter);
  const isAcross = width !== picture.width || left > 0 || columns < width;
  const isDown = height !== picture.height || top > 0 || rows < height;
  // As Pillow 13 does: where a picture becomes much lower, fewer rows are left for the other pass.
  const shrinks = picture.height - height;
  if (shrinks > 0 && shrinks > 2 * (picture.width - width)) {
    const lower = isDown ? vertical(picture, down, 0) : picture;
    return isAcross ? horizontal(lower, across, 0, lower.height) : lower;
  }
  // Of the first pass, only the rows that the second one reads.
  const first = down.starts[0] ?? 0;
  const last = (down.starts.at(-1) ?? 0) + (down.lengths.at(-1) ?? 0);
  const narrower = isAcross ? horizontal(picture, across, first, last) : picture;
  return isDown ? vertical(narrower, down, isAcross ? first : 0) : narrower;
}

/** For each pixel of the result, from which on how many pixels count, and how much each. */
interface Taps {
  starts: Int32Array;
  lengths: Int32Array;
  /** `most` for each pixel of the result. */
  weights: Int32Array;
  most: number;
}

function taps(from: number, to: number, first: number, count: number, { support, weight }: Filter): Taps {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  const most = Math.ceil(reach) * 2 + 1;
  const starts = new Int32Array(count);
  const lengths = new Int32Array(count);
  const weights = new Int32Array(count * most);
  const exact = new Float64Array(most);
  for (let index = 0; index < count; index++) {
    const centre = (first + index + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - reach + 0.5));
    const length = Math.min(from, Math.trunc(centre + reach + 0.5)) - start;
    let sum = 0;
    for (let tap = 0; tap < length; tap++)
      sum += exact[tap] = weight((start + tap - centre + 0.5) * (1 / stretch));
    for (let tap = 0; tap < length; tap++) {
      const share = (sum === 0 ? exact[tap]! : exact[tap]! / sum) * 2 ** BITS;
      weights[index * most + tap] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    }
    starts[index] = start;
    lengths[index] = length;
  }
  return { starts, lengths, weights, most };
}

function horizontal(
  picture: Picture,
  { starts, lengths, weights, most }: Taps,
  first: number,
  last: number,
): Picture {
  const { channels } = picture;
  const columns = starts.length;
  const result = new Uint8ClampedArray(columns * (last - first) * channels);
  const pass = channels === 3 ? passOfColours : passOfChannels;
  pass(picture, { starts, lengths, weights, most }, first, last, result);
  return { width: columns, height: last - first, channels, data: new Uint8Array(result.buffer) };
}

/** Three channels at once: each weight is read once. */
function passOfColours(
  { width, data }: Picture,
  { starts, lengths, weights, most }: Taps,
  first: number,
  last: number,
  result: Uint8ClampedArray,
): void {
  let at = 0;
  for (let row = first; row < last; row++) {
    const begin = row * width * 3;
    for (let column = 0; column < starts.length; column++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let from = begin + starts[column]! * 3;
      const base = column * most;
      for (let tap = base, end = base + lengths[column]!; tap < end; tap++) {
        const weight = weights[tap]!;
        red = (red + Math.imul(data[from]!, weight)) | 0;
        green = (green + Math.imul(data[from + 1]!, weight)) | 0;
        blue = (blue + Math.imul(data[from + 2]!, weight)) | 0;
        from += 3;
      }
      result[at] = red >> BITS;
      result[at + 1] = green >> BITS;
      result[at + 2] = blue >> BITS;
      at += 3;
    }
  }
}

function passOfChannels(
  { width, channels, data }: Picture,
  { starts, lengths, weights, most }: Taps,
  first: number,
  last: number,
  result: Uint8ClampedArray,
): void {
  let at = 0;
  for (let row = first; row < last; row++) {
    for (let column = 0; column < starts.length; column++) {
      const begin = (row * width + starts[column]!) * channels;
      const base = column * most;
      for (let channel = 0; channel < channels; channel++) {
        let sum = HALF;
        let from = begin + channel;
        for (let tap = base, end = base + lengths[column]!; tap < end; tap++, from += channels)
          sum = (sum + Math.imul(data[from]!, weights[tap]!)) | 0;
        result[at++] = sum >> BITS;
      }
    }
  }
}

/** @param missing how many rows are not there above. */
function vertical(picture: Picture, { starts, lengths, weights, most }: Taps, missing: number): Picture {
  const { width, channels, data } = picture;
  const stride = width * channels;
  const rows = starts.length;
  const result = new Uint8ClampedArray(stride * rows);
  const sums = new Int32Array(stride);
  for (let row = 0; row < rows; row++) {
    sums.fill(HALF);
    for (let tap = 0; tap < lengths[row]!; tap++) {
      const weight = weights[row * most + tap]!;
      let from = (starts[row]! - missing + tap) * stride;
      for (let at = 0; at < stride; at++) sums[at] = (sums[at]! + Math.imul(data[from++]!, weight)) | 0;
    }
    for (let at = 0, to = row * stride; at < stride; at++) result[to++] = sums[at]! >> BITS;
  }
  return { width, height: rows, channels, data: new Uint8Array(result.buffer) };
}
