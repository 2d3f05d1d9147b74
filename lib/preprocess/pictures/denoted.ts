import type { PictureInput } from './input.ts';
import type { Preparation } from './presets.ts';
import { preparationBy, type PresetName } from './presets.ts';

/** `Image.NominalPixelRange` of ONNX's metadata for pictures (docs/MetadataProps.md of ONNX). */
const RANGES: Record<string, PresetName> = {
  Normalized_0_1: 'unit',
  Normalized_1_1: 'signed',
  NominalRange_0_255: 'raw',
};

/**
 * What ONNX's own metadata say of the pixels. They say nothing of the resize: it is stretched, by Lanczos.
 * @returns undefined where they are absent, or have a form that is not known here: YUV, a video's range
 */
export function fromDenotation(
  metadata: Record<string, string>,
  input: PictureInput,
): Preparation | undefined {
  const preset = RANGES[metadata['Image.NominalPixelRange'] ?? ''];
  const format = metadata['Image.BitmapPixelFormat'];
  if (preset === undefined || format === undefined || !/^(Gray8|Rgb8|Bgr8|Rgba8|Bgra8)$/.test(format))
    return undefined;
  const { height, width } = input;
  return {
    ...preparationBy(preset, input),
    ...(format.startsWith('Bgr') && { colours: 'BGR' as const }),
    ...(height !== undefined &&
      width !== undefined && {
        resize: { fit: 'stretch', size: [height, width], filter: 'lanczos' } as const,
      }),
  };
}
