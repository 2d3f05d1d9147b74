import type { FilterName } from '../preprocess.ts';
import type { PictureInput } from './input.ts';
import type { Preparation } from './presets.ts';

/** `pretrained_cfg` of a config.json that timm wrote. */
interface PretrainedConfig {
  input_size: [channels: number, height: number, width: number];
  interpolation?: string;
  crop_pct?: number;
  crop_mode?: string;
  mean?: number[];
  std?: number[];
}

const FILTERS: Record<string, FilterName> = {
  bilinear: 'bilinear',
  bicubic: 'bicubic',
  lanczos: 'lanczos',
  box: 'box',
};

/**
 * As timm's transforms_imagenet_eval does: the shorter side is the size ÷ crop_pct, rounded down, and torchvision's CenterCrop
 * follows; `squash` stretches instead. Undefined where it says something that is not known here.
 */
export function fromPretrainedConfig(config: PretrainedConfig, input: PictureInput): Preparation | undefined {
  const {
    input_size: [, height, width],
    crop_pct: part = 0.875,
    crop_mode: mode = 'center',
    mean,
    std,
  } = config;
  const filter = FILTERS[config.interpolation ?? 'bilinear'];
  if (filter === undefined || (mode !== 'center' && mode !== 'squash')) return undefined;
  const [tall, wide] = [height, width].map((side) => Math.floor(side / part)) as [number, number];
  return {
    input: input.name,
    colours: input.channels === 1 ? 'grey' : 'RGB',
    layout: input.layout,
    resize:
      mode === 'center' && height === width
        ? { fit: 'shortest', size: tall, filter }
        : { fit: 'stretch', size: [tall, wide], filter },
    crop: { size: [height, width], halves: 'even' },
    scale: 1 / 255,
    ...(mean && std && { mean, deviation: std }),
  };
}
