import { datatypeOf } from '../model/datatypes.ts';
import type { CardTensor } from './card.ts';

const MEBIBYTE = 2 ** 20;

/**
 * The largest body, in bytes, that a service takes without BODY_LIMIT: 48 for each element where the tensors have fixed
 * sizes, else 64 MiB. templates/service/src/config.ts has the same rule, and takes less in a small container.
 */
export function bodyLimit(inputs: CardTensor[]): number {
  const isOpen = inputs.some(
    ({ datatype, shape }) =>
      datatypeOf(datatype).kind === 'text' ||
      shape === null ||
      shape.some((size) => typeof size === 'string' || size < 0),
  );
  if (isOpen) return 64 * MEBIBYTE;
  const elements = inputs.map(({ shape }) =>
    (shape as number[]).reduce((product, size) => product * size, 1),
  );
  return Math.min(2 ** 31, 64 * 1024 + 48 * elements.reduce((sum, count) => sum + count, 0));
}
