import type { Dimension } from '../card/card.ts';
import { integerField, lengthField } from '../wire/wire.ts';

/** ValueInfoProto's type (2): a tensor; of unknown rank where the shape is null. */
export function tensorTypeField(elementType: number, shape: Dimension[] | null): Buffer {
  const dimensions = shape?.map((dimension) => lengthField(1, dimensionField(dimension)));
  const tensor = lengthField(
    1,
    integerField(1, elementType),
    ...(dimensions ? [lengthField(2, ...dimensions)] : []),
  );
  return lengthField(2, tensor);
}

function dimensionField(dimension: Dimension): Buffer {
  if (typeof dimension === 'string') return lengthField(2, dimension);
  return dimension === -1 ? Buffer.alloc(0) : integerField(1, dimension);
}
