/*
 * Run by Node 24: what the pictures code of an emitted project makes of each shared picture by each preset.
 * node prepared.ts PROJECT PICTURES → one line of JSON for each picture: see Prepared.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What became of one picture. */
export interface Prepared {
  file: string;
  /** Why it was refused. */
  refused?: string;
  rgb?: string;
  size?: [number, number];
  /** Levels between a sample of Pillow's pixels and this one, at the worst. */
  worst?: number;
  presets: Record<string, { pixels: string; tensor: string }>;
}

const [project, folder, ...only] = process.argv.slice(2) as [string, string, ...string[]];
const own = (file: string) =>
  import(pathToFileURL(path.join(project, 'src', 'serving', `${file}.ts`)).href) as Promise<
    Record<string, (...given: never[]) => unknown>
  >;
const { lookAt, decode } = await own('pictures/decode');
const { coloured, grey } = await own('pictures/colours');
const { fit } = await own('pictures/fit');
const { valuesOf } = await own('pictures/values');
const { pictureTensor } = await own('pictures/tensor');

const unit = { colours: 'RGB', layout: 'NCHW', scale: 1 / 255, datatype: 'FP32' };
const stretch = (side: number, filter: string) => ({
  resize: { fit: 'stretch', size: [side, side], filter },
});
const imagenet = (filter: string, halves: string) => ({
  ...unit,
  resize: { fit: 'shortest', size: 256, filter },
  crop: { size: [224, 224], halves },
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
});
const signed = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] };

/** As model/preprocess.json has them. */
const PRESETS: Record<string, Record<string, unknown>> = {
  a_imagenet: imagenet('bilinear', 'even'),
  a_hf: imagenet('bilinear', 'down'),
  a_timm_bicubic: imagenet('bicubic', 'even'),
  b_stretch32_bicubic_nhwc: { ...unit, ...stretch(32, 'bicubic'), layout: 'NHWC' },
  b_stretch32_bicubic_nchw_f16: { ...unit, ...stretch(32, 'bicubic'), datatype: 'FP16' },
  c_stretch96_u8_nhwc: {
    ...{ ...unit, ...stretch(96, 'bilinear') },
    ...{ layout: 'NHWC', scale: 1, datatype: 'UINT8' },
  },
  c_stretch96_unit_nchw: { ...unit, ...stretch(96, 'bilinear') },
  d_stretch64_lanczos_pm1: { ...unit, ...stretch(64, 'lanczos'), ...signed },
  d_stretch64_lanczos_pm1_bgr: { ...unit, ...stretch(64, 'lanczos'), ...signed, colours: 'BGR' },
  e_gray28: { ...unit, ...stretch(28, 'bilinear'), colours: 'grey' },
  f_letterbox320: {
    ...unit,
    resize: { fit: 'letterbox', size: [320, 320], filter: 'bilinear', fill: 114 },
  },
  n_native_unit: { ...unit, resize: { fit: 'none' } },
};

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const bytesOf = (view: Uint8Array | Float32Array): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

interface Pixels {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

async function prepared(file: string, samples: [number, number][]): Promise<Prepared> {
  const bytes = readFileSync(path.join(folder, 'files', file));
  let decoded: unknown;
  try {
    decoded = await decode!(bytes as never, (await lookAt!(bytes as never)) as never);
  } catch (error) {
    return { file, refused: (error as Error).message, presets: {} };
  }
  const picture = coloured!(decoded as never) as Pixels;
  const worst = Math.max(0, ...samples.map(([at, value]) => Math.abs(picture.data[at]! - value)));
  const presets = Object.entries(PRESETS).map(([name, { datatype, ...settings }]) => {
    const given = (settings.colours === 'grey' ? grey!(picture as never) : picture) as never;
    const { picture: fitted } = fit!(given, settings as never) as { picture: Pixels };
    const { width, height, channels } = fitted;
    const values = valuesOf!(fitted as never, settings as never);
    const card = { inputs: [{ name: 'x', datatype }] };
    const { data } = pictureTensor!(
      { values, width, height, channels } as never,
      { ...settings, input: 'x' } as never,
      card as never,
    ) as { data: Float32Array };
    // Blue is first in what the model takes, not in the pixels of these settings.
    const pixels = settings.colours === 'BGR' ? turned(fitted.data) : fitted.data;
    return [name, { pixels: sha256(pixels), tensor: sha256(bytesOf(data)) }] as const;
  });
  const { width, height } = picture;
  return {
    ...{ file, worst, rgb: sha256(picture.data), size: [width, height] },
    presets: Object.fromEntries(presets),
  };
}

function turned(pixels: Uint8Array): Uint8Array {
  return pixels.map((_, at) => pixels[at - (at % 3) + 2 - (at % 3)]!);
}

const { pictures } = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as {
  pictures: { file: string; oracle?: string }[];
};
for (const { file, oracle } of pictures) {
  if (only.length > 0 && !only.includes(file)) continue;
  const samples = oracle
    ? (JSON.parse(readFileSync(path.join(folder, oracle), 'utf8')) as { rgb_samples: [number, number][] })
        .rgb_samples
    : [];
  process.stdout.write(`${JSON.stringify(await prepared(file, samples))}\n`);
}
