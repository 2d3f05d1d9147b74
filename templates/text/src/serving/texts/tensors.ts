import type { Card } from '../../card.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { Tokens } from './encode.ts';
import type { TextSettings } from './settings.ts';

/**
 * The model's inputs of one text: ids, mask and types, [1, tokens] each, in the order of the card.
 * @param padId what fills where the model takes but one length
 */
export function textTensors(
  { ids, types }: Pick<Tokens, 'ids' | 'types'>,
  { inputs, pad }: TextSettings,
  card: Card,
  padId: number | undefined,
): Tensor[] {
  const length = pad.length ?? ids.length;
  const start = pad.side === 'left' ? length - ids.length : 0;
  const filled = (datatype: string, filler: number, own: (index: number) => number) => {
    const valueAt = (at: number) => (at >= start && at < start + ids.length ? own(at - start) : filler);
    return datatype === 'INT64'
      ? BigInt64Array.from({ length }, (_, at) => BigInt(valueAt(at)))
      : Int32Array.from({ length }, (_, at) => valueAt(at));
  };
  return card.inputs.map(({ name, datatype }) => {
    const data =
      name === inputs.ids
        ? filled(datatype, padId ?? 0, (at) => ids[at]!)
        : name === inputs.mask
          ? filled(datatype, 0, () => 1)
          : filled(datatype, 0, (at) => types[at]!);
    return { name, datatype, shape: [1, length], data };
  });
}

/** How many tokens that fill stand before a text's own. */
export function filledBefore(tokens: number, { pad }: TextSettings): number {
  return pad.side === 'left' && pad.length !== undefined ? pad.length - tokens : 0;
}
