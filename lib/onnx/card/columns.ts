import { UserError } from '../../errors.ts';
import type { CardTensor, Column } from './card.ts';

/** Column names from text: a JSON list, or separated by commas as in the first line of a CSV file. */
export function parseNames(text: string): string[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[')) {
    const [line = ''] = trimmed.split(/\r?\n/);
    return line === '' ? [] : line.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  }
  try {
    const list: unknown = JSON.parse(trimmed);
    return Array.isArray(list) && list.every((name) => typeof name === 'string') ? list : [];
  } catch {
    return [];
  }
}

/**
 * The columns of a model that takes a table, undefined where it takes none: one input [N,F], or inputs [N,1] only; N is
 * free or 1. Names come from `given`, else from the metadata key feature_names (with units in feature_units), else, for
 * inputs [N,1], from the inputs.
 *
 * Throws UserError columns-do-not-fit where `given` is not one different name for each column.
 */
export function columnsOf(
  inputs: CardTensor[],
  metadata: Record<string, string>,
  given?: string[],
): Column[] | undefined {
  const width = tableWidth(inputs);
  const fits = (names: string[]): boolean =>
    names.length === width && !names.includes('') && new Set(names).size === width;
  if (given !== undefined && (width === 0 || !fits(given))) throw doNotFit(width, given);
  if (width === 0) return undefined;
  const stated = parseNames(metadata['feature_names'] ?? '');
  const own = inputs.every(({ shape }) => shape?.[1] === 1) ? inputs.map(({ name }) => name) : [];
  // Several inputs have names of their own, and nothing says that feature_names has their order.
  const names = [given, inputs.length > 1 ? own : stated, own].find(
    (list) => list !== undefined && fits(list),
  );
  if (names === undefined) return undefined;
  const units = parseNames(metadata['feature_units'] ?? '');
  const known = new Set(names);
  const order = fits(stated) && stated.every((name) => known.has(name)) ? stated : names;
  const places = new Map(order.map((name, i) => [name, i]));
  return names.map((name) => {
    const unit = units.length === width ? units[places.get(name)!] : undefined;
    return unit ? { name, unit } : { name };
  });
}

/** How many columns the inputs take as a table, 0 where they take none. */
export function tableWidth(inputs: CardTensor[]): number {
  const isTable = inputs.every(({ shape }) => shape?.length === 2 && (isFree(shape[0]!) || shape[0] === 1));
  if (!isTable || inputs.length === 0) return 0;
  const rows = new Set(inputs.map(({ shape }) => isFree(shape![0]!)));
  const widths = inputs.map(({ shape }) => shape![1]!);
  if (inputs.length === 1 && typeof widths[0] === 'number') return Math.max(0, widths[0]);
  return rows.size === 1 && widths.every((width) => width === 1) ? inputs.length : 0;
}

function isFree(dimension: number | string): boolean {
  return dimension === -1 || typeof dimension === 'string';
}

function doNotFit(width: number, given: string[]): UserError {
  const refused = (what: string, next: string): UserError =>
    new UserError({ code: 'columns-do-not-fit', what, where: '--columns', next });
  if (width === 0)
    return refused(
      'The model does not take a table, so its columns cannot have names.',
      'leave out --columns',
    );
  const many = `give a JSON list of ${width} names, or a CSV file with such a first line`;
  const names = given.length > MOST_NAMED ? [...given.slice(0, MOST_NAMED), '…'] : given;
  if (given.length !== width) {
    const all = given.slice(0, width).join(',');
    const next =
      given.length === width + 1 && given.length <= MOST_NAMED
        ? `leave out the column that is predicted; where it is the last: --columns ${/\s/.test(all) ? JSON.stringify(all) : all}`
        : many;
    return refused(
      `The model takes ${width} columns, each with a different name; ${given.length} names were given: ${names.join(', ')}`,
      next,
    );
  }
  const empty = given.indexOf('');
  if (empty >= 0) return refused(`Column ${empty + 1} has no name`, many);
  const twice = given.findIndex((name, i) => given.indexOf(name) < i);
  const first = given.indexOf(given[twice]!);
  return refused(`Columns ${first + 1} and ${twice + 1} have the same name: ${given[twice]}`, many);
}

const MOST_NAMED = 16;
