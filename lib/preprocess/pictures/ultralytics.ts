import type { PictureInput } from './input.ts';
import type { Preparation } from './presets.ts';

/** Ultralytics pads with this grey. */
const GREY = 114;

/** What Ultralytics writes into the metadata of what it exports (engine/exporter.py): only it has both of these. */
export function isUltralytics(metadata: Record<string, string>): boolean {
  return metadata['task'] !== undefined && metadata['stride'] !== undefined;
}

/** Letterboxed into the model's size, or into `imgsz` where that is free; for classes, the shorter side and the middle. */
export function fromUltralytics(metadata: Record<string, string>, input: PictureInput): Preparation {
  const [height, width] = sizeIn(metadata, input);
  const size: [number, number] = [height, width];
  const isClasses = metadata['task'] === 'classify';
  return {
    input: input.name,
    colours: input.channels === 1 ? 'grey' : 'RGB',
    layout: input.layout,
    resize: isClasses
      ? { fit: 'shortest', size: Math.min(height, width), filter: 'bilinear' }
      : { fit: 'letterbox', size, filter: 'bilinear', fill: GREY },
    ...(isClasses && { crop: { size, halves: 'even' as const } }),
    scale: 1 / 255,
  };
}

function sizeIn(metadata: Record<string, string>, { height, width }: PictureInput): [number, number] {
  const [tall, wide] = (metadata['imgsz']?.match(/\d+/g) ?? []).map(Number);
  return [height ?? tall ?? 640, width ?? wide ?? tall ?? 640];
}
