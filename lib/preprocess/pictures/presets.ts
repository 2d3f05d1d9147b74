import { datatypeName, UINT8 } from '../../onnx/model/datatypes.ts';
import type { OutputMeaning, PicturePreprocess, Resizing } from '../preprocess.ts';
import type { PictureInput } from './input.ts';

/** How a picture becomes the model's input, without what its output means. */
export type Preparation = Omit<PicturePreprocess, 'version' | 'step' | 'output'>;

/** What `--preprocess` takes beside a file. */
export const PRESETS = {
  /** As torchvision and timm prepare photographs. */
  imagenet: { scale: 1 / 255, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] },
  /** 0 to 1. */
  unit: { scale: 1 / 255 },
  /** −1 to 1. */
  signed: { scale: 1 / 255, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] },
  /** 0 to 255. */
  raw: { scale: 1 },
} satisfies Record<string, Pick<PicturePreprocess, 'scale' | 'mean' | 'deviation'>>;

export type PresetName = keyof typeof PRESETS;

/** Torchvision's: the shorter side is 256 where the middle of 224 is taken. */
const BEYOND_CROP = 256 / 224;

/** A preset for a model's input. */
export function preparationBy(preset: PresetName, input: PictureInput): Preparation {
  const { scale, ...spread } = PRESETS[preset] as Pick<PicturePreprocess, 'scale' | 'mean' | 'deviation'>;
  const { name, layout, channels, height, width } = input;
  return {
    input: name,
    colours: channels === 1 ? 'grey' : 'RGB',
    layout,
    ...sizing(preset, height, width),
    scale,
    ...ofChannels(spread, channels),
  };
}

/** A preset that most models of this kind take. */
export function likelyPreset(
  { channels, datatype, height, width }: PictureInput,
  { kind }: OutputMeaning,
): PresetName {
  if (datatype === datatypeName(UINT8)) return 'raw';
  // What gives a picture takes one in the same range.
  if (kind === 'picture') return 'unit';
  if (height === undefined || width === undefined) return 'unit';
  return channels === 3 ? 'imagenet' : 'unit';
}

function sizing(
  preset: PresetName,
  height: number | undefined,
  width: number | undefined,
): { resize: Resizing; crop?: PicturePreprocess['crop'] } {
  if (height === undefined || width === undefined) return { resize: { fit: 'none' } };
  if (preset !== 'imagenet') return { resize: { fit: 'stretch', size: [height, width], filter: 'bilinear' } };
  const size = Math.round(Math.min(height, width) * BEYOND_CROP);
  return {
    resize: { fit: 'shortest', size, filter: 'bilinear' },
    crop: { size: [height, width], halves: 'even' },
  };
}

/** One channel has the mean of the three. */
function ofChannels(
  { mean, deviation }: Pick<PicturePreprocess, 'mean' | 'deviation'>,
  channels: 1 | 3,
): Pick<PicturePreprocess, 'mean' | 'deviation'> {
  if (mean === undefined || deviation === undefined) return {};
  if (channels === 3) return { mean, deviation };
  const middle = (values: number[]): number[] => [values.reduce((sum, one) => sum + one, 0) / values.length];
  return { mean: middle(mean), deviation: middle(deviation) };
}
