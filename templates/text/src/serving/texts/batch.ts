import type { Encoding } from 'tokenizers';
import type { TextSettings } from './settings.ts';

/** Ids, mask and types of several texts, filled to the same length: int64 [texts, length] each. */
export interface Filled {
  length: number;
  ids: BigInt64Array;
  mask: BigInt64Array;
  types: BigInt64Array;
}

/** @param padId needed where the texts differ in length, or the model takes but one. */
export function filled(encodings: Encoding[], { pad }: TextSettings, padId = 0): Filled {
  const length = pad.length ?? Math.max(0, ...encodings.map((one) => one.getLength()));
  const of = () => new BigInt64Array(encodings.length * length);
  const result = { length, ids: of().fill(BigInt(padId)), mask: of(), types: of() };
  encodings.forEach((encoding, row) => {
    const own = encoding.getLength();
    const start = row * length + (pad.side === 'left' ? length - own : 0);
    result.ids.set(encoding.getIds().map(BigInt), start);
    result.mask.set(encoding.getAttentionMask().map(BigInt), start);
    result.types.set(encoding.getTypeIds().map(BigInt), start);
  });
  return result;
}
