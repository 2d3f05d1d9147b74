import type { Card } from '../card/card.ts';
import { compareColumns } from './columns.ts';
import { compareInputs } from './inputs.ts';
import { compareOutputs } from './outputs.ts';
import { pairsOf } from './pairs.ts';
import type { SignatureChange } from './change.ts';

export type { ChangeKind, SignatureChange } from './change.ts';

/**
 * What changes for the clients of a service when its model is exchanged: breaking changes first, else in the order
 * inputs, columns, outputs. Empty where a client notices nothing.
 *
 * A change is breaking where a request that was right so far may be refused, or an answer may lack what it had, have
 * another form, or mean something else, over any of the ways in: /predict with tensors, /predict with rows, /v2. For
 * inputs that is what narrows the set of requests that are taken, for outputs what widens the set of answers that are
 * given. Names of free dimensions, the order of inputs, producer, opsets and size of the file are not a change.
 * docs/model.md has every kind with its reason.
 */
export function compareCards(before: Card, after: Card): SignatureChange[] {
  const inputs = pairsOf(before.inputs, after.inputs);
  const changes = [
    ...compareInputs(inputs),
    ...compareColumns(before, after, inputs),
    ...compareOutputs({ before, after, inputs: inputs.paired }),
  ];
  return [...changes.filter(({ breaking }) => breaking), ...changes.filter(({ breaking }) => !breaking)];
}
