import { FILTERS } from './filters.ts';
import type { Box, Picture } from './resize.ts';
import { resize } from './resize.ts';
import type { ImageSettings, Resizing } from './settings.ts';

/** A picture in the size that the model takes, and where the given one is in it, so that boxes can be told in its pixels. */
export interface Fitted {
  picture: Picture;
  /** A place x in the given picture is at x × scaleX + left in this one. */
  left: number;
  top: number;
  scaleX: number;
  scaleY: number;
}

/** @param how as model/preprocess.json says */
export function fit(given: Picture, { resize: how, crop }: Pick<ImageSettings, 'resize' | 'crop'>): Fitted {
  if (how.fit === 'letterbox') return letterbox(given, how);
  const [height, width] = sizeFor(given, how);
  const filter = FILTERS[how.fit === 'none' ? 'bilinear' : how.filter];
  const scales = { scaleX: width / given.width, scaleY: height / given.height };
  if (!crop) return { picture: resize(given, width, height, filter), left: 0, top: 0, ...scales };
  const half = crop.halves === 'even' ? roundHalfToEven : Math.floor;
  const [rows, columns] = crop.size;
  const wanted = {
    left: half((width - columns) / 2),
    top: half((height - rows) / 2),
    width: columns,
    height: rows,
  };
  const there = within(wanted, width, height);
  const part = resize(given, width, height, filter, there);
  const picture = onto(part, columns, rows, there.left - wanted.left, there.top - wanted.top, 0);
  return { picture, left: -wanted.left, top: -wanted.top, ...scales };
}

/** [height, width] of what `fit` gives. */
export function sizeAfter(
  given: Pick<Picture, 'width' | 'height'>,
  { resize: how, crop }: Pick<ImageSettings, 'resize' | 'crop'>,
): [number, number] {
  if (how.fit === 'letterbox') return how.size;
  return crop ? crop.size : sizeFor(given, how);
}

/** [height, width] after the resize. The longer side is cut to a whole number, as torchvision does. */
function sizeFor(
  { width, height }: Pick<Picture, 'width' | 'height'>,
  how: Exclude<Resizing, { fit: 'letterbox' }>,
): [number, number] {
  if (how.fit === 'none') return [height, width];
  if (how.fit === 'stretch') return how.size;
  const { size } = how;
  return width <= height
    ? [Math.trunc((size * height) / width), size]
    : [size, Math.trunc((size * width) / height)];
}

/** As Ultralytics places it: in the middle, with a half pixel's rest below and to the right. */
function letterbox(
  given: Picture,
  { size: [rows, columns], filter, fill }: Extract<Resizing, { fit: 'letterbox' }>,
): Fitted {
  const scale = Math.min(rows / given.height, columns / given.width);
  const width = Math.max(1, roundHalfToEven(given.width * scale));
  const height = Math.max(1, roundHalfToEven(given.height * scale));
  const left = Math.round((columns - width) / 2 - 0.1);
  const top = Math.round((rows - height) / 2 - 0.1);
  const part = resize(given, width, height, FILTERS[filter]);
  return { picture: onto(part, columns, rows, left, top, fill), left, top, scaleX: scale, scaleY: scale };
}

/** What of a box lies in a picture of that size. */
function within({ left, top, width, height }: Box, most: number, lowest: number): Box {
  const [fromX, fromY] = [Math.max(0, left), Math.max(0, top)];
  return {
    left: fromX,
    top: fromY,
    width: Math.min(most, left + width) - fromX,
    height: Math.min(lowest, top + height) - fromY,
  };
}

/** A picture on a ground of one grey. */
function onto(
  part: Picture,
  width: number,
  height: number,
  left: number,
  top: number,
  fill: number,
): Picture {
  if (part.width === width && part.height === height) return part;
  const { channels } = part;
  const data = new Uint8Array(width * height * channels).fill(fill);
  const stride = part.width * channels;
  for (let row = 0; row < part.height; row++)
    data.set(part.data.subarray(row * stride, (row + 1) * stride), ((top + row) * width + left) * channels);
  return { width, height, channels, data };
}

/** As Python's round() does. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
