import type { Card, CardTensor, Column } from '../card/card.ts';
import { tableWidth } from '../card/columns.ts';
import { quoted, quotedList, type SignatureChange } from './change.ts';
import { isRenamed, type Pairs } from './pairs.ts';

/** What is different for `{"rows": […]}`, and in what a place in a table means. */
export function compareColumns(before: Card, after: Card, inputs: Pairs<CardTensor>): SignatureChange[] {
  if (before.columns === undefined) return after.columns === undefined ? [] : [rowsAdded(after.columns)];
  if (after.columns === undefined) return [rowsRemoved(after)];
  const isOneInput = before.inputs.length === 1 && after.inputs.length === 1;
  return [
    ...compareNames(before.columns, after.columns, isOneInput, toldAsInputs(inputs)),
    ...(isOneInput ? compareOrder(before.columns, after.columns) : []),
    ...compareUnits(before.columns, after.columns),
  ];
}

function rowsAdded(columns: Column[]): SignatureChange {
  const text = `/predict takes "rows" as well now, with the columns ${names(columns)}`;
  return { kind: 'rows-added', breaking: false, text };
}

function rowsRemoved({ inputs }: Card): SignatureChange {
  const why = tableWidth(inputs) > 0 ? 'does not name its columns' : 'takes no table';
  const text = `the new model ${why}: a request with "rows" is refused`;
  return { kind: 'rows-removed', breaking: true, text };
}

/** Where each column is an input of its own, the inputs that are gone, new or renamed have been told already. */
function toldAsInputs({ paired, added, removed }: Pairs<CardTensor>): Set<string> {
  const renamed = paired.filter(isRenamed).flatMap((pair) => [pair.before, pair.after]);
  return new Set([...removed, ...added, ...renamed].map(({ name }) => name));
}

/**
 * Every row needs every column and no other.
 * @param isByPlace  whether a name that stands where another is gone is that column's new name
 * @param told  names that are left out
 */
function compareNames(
  before: Column[],
  after: Column[],
  isByPlace: boolean,
  told: Set<string>,
): SignatureChange[] {
  const without = (columns: Column[], others: Column[]): Column[] =>
    columns.filter(({ name }) => !told.has(name) && !others.some((column) => column.name === name));
  const [gone, fresh] = [without(before, after), without(after, before)];
  const isRename = isByPlace && before.length === after.length;
  const renamed = isRename ? gone.filter((column) => fresh.includes(after[before.indexOf(column)]!)) : [];
  const replaced = renamed.map((column) => after[before.indexOf(column)]!);
  return [
    ...renamed.map((column, i): SignatureChange => ({
      kind: 'column-renamed',
      breaking: true,
      text: `column ${quoted(column.name)} is called ${quoted(replaced[i]!.name)} now: a row with the old name is refused`,
    })),
    ...several(
      'columns-removed',
      gone.filter((column) => !renamed.includes(column)),
      'gone: a row that has it is refused',
    ),
    ...several(
      'columns-added',
      fresh.filter((column) => !replaced.includes(column)),
      'new: a row without it is refused',
    ),
  ];
}

function several(
  kind: 'columns-removed' | 'columns-added',
  columns: Column[],
  what: string,
): SignatureChange[] {
  if (columns.length === 0) return [];
  const text =
    columns.length === 1
      ? `column ${names(columns)} is ${what}`
      : `columns ${names(columns)} are ${what.replace('has it', 'has them').replace('without it', 'without them')}`;
  return [{ kind, breaking: true, text }];
}

/** Rows are read by names; but whoever sends the one tensor puts each value into its place, and nothing would fail. */
function compareOrder(before: Column[], after: Column[]): SignatureChange[] {
  const common = before.filter(({ name }) => after.some((column) => column.name === name));
  const order = after.filter(({ name }) => common.some((column) => column.name === name));
  if (common.every(({ name }, place) => order[place]!.name === name)) return [];
  const text = `the columns are in another order, ${names(after)}: values sent as a tensor end up in the wrong places`;
  return [{ kind: 'columns-order', breaking: true, text }];
}

/** Nothing would fail, and every answer would be wrong. A unit that was only not told before is not a change. */
function compareUnits(before: Column[], after: Column[]): SignatureChange[] {
  return after.flatMap(({ name, unit }): SignatureChange[] => {
    const was = before.find((column) => column.name === name)?.unit;
    if (was === undefined || unit === undefined || was === unit) return [];
    const text = `column ${quoted(name)} is in ${quoted(unit)} instead of ${quoted(was)}: what was sent so far means something else`;
    return [{ kind: 'column-unit', breaking: true, text }];
  });
}

function names(columns: Column[]): string {
  return quotedList(columns.map(({ name }) => name));
}
