import type { Picture } from './resize.ts';

/** Grey as Pillow's convert("L") makes it: ITU-R 601, in 16 bits. */
export function grey({ width, height, channels, data }: Picture): Picture {
  if (channels === 1) return { width, height, channels, data };
  const result = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < result.length; at++, from += 3)
    result[at] = (data[from]! * 19595 + data[from + 1]! * 38470 + data[from + 2]! * 7471 + 0x8000) >> 16;
  return { width, height, channels: 1, data: result };
}

/** Three channels of a grey picture, which has one. */
export function coloured(picture: Picture): Picture {
  if (picture.channels === 3) return picture;
  const { width, height, data } = picture;
  const result = new Uint8Array(data.length * 3);
  for (let at = 0; at < data.length; at++) result.fill(data[at]!, at * 3, at * 3 + 3);
  return { width, height, channels: 3, data: result };
}
