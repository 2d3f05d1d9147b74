import type { FilterName, PicturePreprocess, Resizing } from '../preprocess.ts';
import type { PictureInput } from './input.ts';
import type { Preparation } from './presets.ts';

/** What a preprocessor_config.json may say: transformers' image processors, new and old. */
interface Config {
  do_resize?: boolean;
  size?: number | number[] | { shortest_edge?: number; height?: number; width?: number };
  resample?: number;
  crop_pct?: number;
  do_center_crop?: boolean;
  crop_size?: number | { height: number; width: number };
  do_rescale?: boolean;
  rescale_factor?: number;
  do_normalize?: boolean;
  image_mean?: number[];
  image_std?: number[];
}

/** PIL's numbers of filters. */
const FILTERS: Record<number, FilterName> = { 1: 'lanczos', 2: 'bilinear', 3: 'bicubic', 4: 'box' };

/** Image processors of transformers cut out of the middle with whole halves (image_transforms.center_crop). */
const HALVES = 'down';

/** How transformers prepares pictures for a model; undefined where the file says something that is not known here. */
export function fromPreprocessorConfig(config: Config, input: PictureInput): Preparation | undefined {
  const filter = FILTERS[config.resample ?? 2];
  const resize = filter && resizing(config, filter, input);
  if (resize === undefined) return undefined;
  const crop = config.do_center_crop === true ? sides(config.crop_size) : undefined;
  const { mean, deviation } = spread(config, input.channels);
  return {
    input: input.name,
    colours: input.channels === 1 ? 'grey' : 'RGB',
    layout: input.layout,
    resize,
    ...(crop && { crop: { size: crop, halves: HALVES } }),
    scale: config.do_rescale === false ? 1 : (config.rescale_factor ?? 1 / 255),
    ...(mean && { mean }),
    ...(deviation && { deviation }),
  };
}

function resizing(
  { do_resize: isDone = true, size }: Config,
  filter: FilterName,
  input: PictureInput,
): Resizing | undefined {
  if (!isDone || size === undefined) {
    const { height, width } = input;
    return height === undefined || width === undefined || !isDone
      ? { fit: 'none' }
      : { fit: 'stretch', size: [height, width], filter };
  }
  if (typeof size === 'number') return { fit: 'shortest', size, filter };
  if (Array.isArray(size))
    return size.length === 2 ? { fit: 'stretch', size: [size[1]!, size[0]!], filter } : undefined;
  if (size.shortest_edge !== undefined) return { fit: 'shortest', size: size.shortest_edge, filter };
  const both = sides(size);
  return both && { fit: 'stretch', size: both, filter };
}

function sides(
  size: Config['crop_size'] | { height?: number; width?: number },
): [number, number] | undefined {
  if (typeof size === 'number') return [size, size];
  if (size?.height === undefined || size.width === undefined) return undefined;
  return [size.height, size.width];
}

function spread(
  config: Config,
  channels: number,
): Pick<PicturePreprocess, 'mean' | 'deviation'> & { mean?: number[] } {
  const { do_normalize: isDone = true, image_mean: mean, image_std: deviation } = config;
  if (!isDone || mean?.length !== channels || deviation?.length !== channels) return {};
  return { mean, deviation };
}
