import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sharedInputs } from '../../skip.ts';

/** The shared pictures, what they become, and the models that they were shown to. */
const folder = path.join(sharedInputs, 'pictures');

export interface SharedPicture {
  file: string;
  expect: 'accept' | 'refuse' | 'either';
  why: string;
  oracle?: string;
}

export interface PictureModel {
  id: string;
  model: string;
  preset: string;
  answers: string;
  labels: string[] | null;
}

/** What Pillow makes of a picture. */
export interface Oracle {
  upright_size: [number, number];
  rgb_sha256: string;
  rgb_samples: [index: number, value: number][];
  presets: Record<string, PresetOracle>;
}

export interface PresetOracle {
  shape: number[];
  dtype: string;
  u8_sha256: string;
  u8_sha256_horizontal_first?: string;
  tensor_sha256?: string;
}

/** What a model said of a picture. */
export interface Recorded {
  output: { shape: number[]; values?: number[]; samples?: [number, number][] };
  top?: [string | number, number][];
  boxes?: { class: number; score: number; box: [number, number, number, number] }[];
  fragile?: boolean;
  picture?: { sha256?: string };
}

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));

export const index = (): { pictures: SharedPicture[]; models: PictureModel[] } =>
  read('index.json') as ReturnType<typeof index>;
export const picture = (name: string): Buffer => readFileSync(path.join(folder, 'files', name));
export const oracleOf = ({ oracle }: SharedPicture): Oracle => read(oracle!) as Oracle;
export const answersOf = ({ answers }: PictureModel): Record<string, Recorded> =>
  read(answers) as Record<string, Recorded>;
export const modelFile = ({ model }: PictureModel): string => path.join(folder, model);

/** Where decoding differs from Pillow's, as far as it is known: by how many levels at the worst. */
export const DECODED_OTHERWISE: Record<string, string> = {
  'avif-lossy.avif': 'chroma of 4:2:0 is made larger in another way',
  'bad-polyglot.gif': 'the frame is taken, not the logical screen around it',
  'gif-transparent.gif': 'libvips does not keep the colours of transparent pixels',
  'png-16gray.png': 'the high byte is taken; Pillow clips at 255',
};
