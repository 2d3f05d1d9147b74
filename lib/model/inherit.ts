import { faultsOf } from './example/fits.ts';
import type { Card, Column } from '../onnx/card/card.ts';
import type { SignatureChange } from '../onnx/compare/compare.ts';
import { jsonForm } from '../onnx/compare/json-forms.ts';
import { tableWidth } from '../onnx/card/columns.ts';
import { withColumns } from '../onnx/card/make.ts';

/**
 * The new model's card with the column names and units that somebody gave to the previous model, where the new one has
 * no better ones and they still fit. The card as it is, where there is nothing to take over.
 */
export function inheritColumns(before: Card, after: Card): Card {
  const columns = after.inputs.length === 1 ? ofOneInput(before, after) : ofSeveral(before, after);
  if (columns === undefined) return after;
  const named = withColumns(
    after,
    columns.map(({ name }) => name),
  );
  return { ...named, columns };
}

/** Of a table in one tensor: as many columns as before, and values of the same sort in them. */
function ofOneInput(before: Card, after: Card): Column[] | undefined {
  if (after.columns !== undefined || before.inputs.length !== 1) return undefined;
  const isSameSort = jsonForm(before.inputs[0]!.datatype) === jsonForm(after.inputs[0]!.datatype);
  const isSameWidth = before.columns?.length === tableWidth(after.inputs);
  return isSameSort && isSameWidth ? before.columns : undefined;
}

/** Where each column is an input, its own name is the input's; another one was given to it. */
function ofSeveral(before: Card, after: Card): Column[] | undefined {
  if (before.columns?.length !== before.inputs.length || tableWidth(after.inputs) === 0) return undefined;
  const given = new Map(before.inputs.map(({ name }, i) => [name, before.columns![i]!]));
  const columns = after.inputs.flatMap(({ name }) => given.get(name) ?? []);
  const isGiven = columns.some(({ name }, i) => name !== after.inputs[i]!.name);
  return columns.length === after.inputs.length && isGiven ? columns : undefined;
}

/** The kinds of changes after which an old request may mean something else, though it fits. */
const OTHER_MEANING = ['columns-order', 'column-unit'];

/**
 * The new model's card with the example of the previous one, where that was somebody's own, the new one is only made up,
 * and the old one still fits.
 */
export function inheritExample(before: Card, after: Card, changes: SignatureChange[]): Card {
  const { example, exampleOrigin } = before;
  // One in a file is lost with the file.
  if (example === undefined) return after;
  const isBetter = exampleOrigin !== 'signature' && after.exampleOrigin === 'signature';
  const isSameMeaning = !changes.some(({ kind }) => OTHER_MEANING.includes(kind));
  if (!isBetter || !isSameMeaning || faultsOf(example, undefined, after).length > 0) return after;
  const inherited: Card = { ...after, example, exampleOrigin };
  delete inherited.exampleFile;
  return inherited;
}
