import type { Card } from '../card.ts';
import { isFree } from '../card.ts';
import type { PredictRequest } from '../predict/request.ts';
import { readPredictRequest } from '../predict/request.ts';
import { datatype } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { size } from '../tensors/tensor.ts';

/** The card's example as a request for every output. */
export function exampleRequest(card: Card): PredictRequest {
  return { ...readPredictRequest(card.example, card), outputs: card.outputs };
}

/** Inputs to warm up with: the card's example, or zeros where that is none for this model. */
export function warmUpInputs(card: Card): Tensor[] {
  try {
    return exampleRequest(card).inputs;
  } catch {
    return card.inputs.map(({ name, datatype: type, shape }) => {
      const sizes = (shape ?? [1]).map((dimension) => (isFree(dimension) ? 1 : (dimension as number)));
      return { name, datatype: type, shape: sizes, data: datatype(type).create(size(sizes)) };
    });
  }
}
