import { datatypeName, FLOAT, FLOAT16, UINT8 } from '../../onnx/model/datatypes.ts';
import type { Model } from '../../onnx/model/model.ts';
import { typeName } from '../../onnx/judge/outputs.ts';

/** An input that takes pictures: four dimensions, of which one counts the channels. */
export interface PictureInput {
  name: string;
  datatype: string;
  layout: 'NCHW' | 'NHWC';
  channels: 1 | 3;
  /** Undefined where the model takes any. */
  height: number | undefined;
  width: number | undefined;
}

const TYPES = new Set([FLOAT, FLOAT16, UINT8].map(datatypeName));

/** The one input of a model, where it takes pictures. */
export function pictureInput({ inputs }: Pick<Model, 'inputs'>): PictureInput | undefined {
  const [input] = inputs;
  if (inputs.length !== 1 || input?.shape?.length !== 4 || !TYPES.has(typeName(input))) return undefined;
  const { shape } = input;
  const layout = isChannels(shape[1]) ? 'NCHW' : isChannels(shape[3]) ? 'NHWC' : undefined;
  if (layout === undefined) return undefined;
  const [channels, height, width] = (layout === 'NCHW' ? [1, 2, 3] : [3, 1, 2]).map((at) => shape[at]!);
  return {
    name: input.name,
    datatype: typeName(input),
    layout,
    channels: channels as 1 | 3,
    height: fixed(height!),
    width: fixed(width!),
  };
}

function isChannels(dimension: number | string | undefined): boolean {
  return dimension === 1 || dimension === 3;
}

function fixed(dimension: number | string): number | undefined {
  return typeof dimension === 'number' && dimension > 0 ? dimension : undefined;
}
