import type { Card } from '../../card.ts';
import { toHalf } from '../tensors/half.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { Prepared } from './prepare.ts';
import type { ImageSettings } from './settings.ts';

/** The model's input of one picture: [1, channels, height, width], or [1, height, width, channels]. */
export function pictureTensor(
  { values, height, width, channels }: Prepared,
  settings: ImageSettings,
  card: Card,
): Tensor {
  const { name, datatype } = card.inputs.find((one) => one.name === settings.input)!;
  const shape = settings.layout === 'NCHW' ? [1, channels, height, width] : [1, height, width, channels];
  return { name, datatype, shape, data: elements(values, datatype) };
}

function elements(values: Float32Array, datatype: string): Tensor['data'] {
  if (datatype === 'UINT8') return Uint8Array.from(values);
  return datatype === 'FP16' ? Uint16Array.from(values, toHalf) : values;
}
