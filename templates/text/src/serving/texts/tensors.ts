import type { Encoding } from 'tokenizers';
import type { Card } from '../../card.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { TextSettings } from './settings.ts';

/**
 * The model's inputs of one text: ids, mask and types, [1, tokens] each, in the order of the card.
 * @param padId what fills where the model takes but one length
 */
export function textTensors(
  encoding: Encoding,
  settings: TextSettings,
  card: Card,
  padId: number | undefined,
): Tensor[] {
  const { inputs, pad } = settings;
  const own = encoding.getLength();
  const length = pad.length ?? own;
  const start = pad.side === 'left' ? length - own : 0;
  const values: Record<string, [number[], number]> = {
    [inputs.ids]: [encoding.getIds(), padId ?? 0],
    ...(inputs.mask !== undefined && { [inputs.mask]: [encoding.getAttentionMask(), 0] }),
    ...(inputs.types !== undefined && { [inputs.types]: [encoding.getTypeIds(), 0] }),
  };
  return card.inputs.map(({ name, datatype }) => {
    const [tokens, filler] = values[name]!;
    const data =
      datatype === 'INT64'
        ? new BigInt64Array(length).fill(BigInt(filler))
        : new Int32Array(length).fill(filler);
    for (const [index, token] of tokens.entries())
      if (data instanceof BigInt64Array) data[start + index] = BigInt(token);
      else data[start + index] = token;
    return { name, datatype, shape: [1, length], data };
  });
}
