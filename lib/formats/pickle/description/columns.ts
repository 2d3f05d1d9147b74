import type { SourceColumn } from '../../source.ts';
import { boosterIn } from './booster.ts';
import { childrenOf, className, transformersOf } from './children.ts';
import { arrayOf } from '../arrays/numpy.ts';
import { all, attribute, classOf, entriesOf, itemsOf } from '../tree.ts';
import { Made, type Value } from '../interpreter/value.ts';

type Type = SourceColumn['type'];

const TEXT = new Set(['CountVectorizer', 'TfidfVectorizer', 'HashingVectorizer']);
const ENCODERS = new Set(['OneHotEncoder', 'OrdinalEncoder', 'TargetEncoder']);
/** What passes on or looks at whatever it is given: the next one tells. */
const OPEN = new Set(['FunctionTransformer', 'FeatureUnion', 'Pipeline', 'ColumnTransformer']);

/** The columns of the table that an estimator was fitted on, with what it says of their types. */
export function columnsOf(estimator: Value): SourceColumn[] {
  const names = namesOf(estimator) ?? [];
  const first = firstOf(estimator);
  const types = typesOf(first, names);
  for (const { name, type } of boosterColumns(first)) types.set(name, type);
  return names.map((name) => ({ name, type: types.get(name) ?? null }));
}

/** The estimator that sees the table first. */
function firstOf(estimator: Value): Value {
  let first = estimator;
  for (let depth = 0; depth < 20; depth++) {
    const name = className(first);
    const isFront = name === 'Pipeline' || name?.endsWith('SearchCV') === true || !OPEN.has(name ?? '');
    const inner = isFront && !ENCODERS.has(name ?? '') ? childrenOf(first)[0]?.value : undefined;
    if (!(inner instanceof Made)) return first;
    first = inner;
  }
  return first;
}

/**
 * What the booster in an estimator says, where it takes the table itself and tells types at all: what has none there is
 * categorical, of numbers or texts.
 */
function boosterColumns(estimator: Value): SourceColumn[] {
  if (!(estimator instanceof Made)) return [];
  const parts = [estimator, attribute(estimator, '_Booster')];
  const booster = parts.flatMap((part) => (part instanceof Made ? (boosterIn(part) ?? []) : []))[0];
  const columns = booster?.source.columns ?? [];
  const isTold =
    columns.some(({ type }) => type !== null) ||
    booster?.problems.some(({ code }) => code === 'model-categorical') === true;
  return isTold ? columns : [];
}

/** The names of the columns, in their order, wherever the estimator or one inside it keeps them. */
function namesOf(estimator: Value): string[] | undefined {
  for (const value of all(estimator)) {
    if (!(value instanceof Made)) continue;
    const found =
      strings(attribute(value, 'feature_names_in_')) ??
      indexNames(attribute(value, '_df_columns')) ??
      strings(attribute(value, '_feature_name')) ??
      boosterIn(value)?.source.columns.map(({ name }) => name);
    if (found !== undefined && found.length > 0) return found;
    if (className(value) === 'ColumnTransformer') {
      const selected = transformersOf(value).flatMap(({ columns }) => selectedNames(columns, []));
      if (selected.length > 0) return [...new Set(selected)];
    }
  }
  return undefined;
}

/** scikit-learn up to 0.23 keeps the columns as an index of pandas. */
function indexNames(index: Value | undefined): string[] | undefined {
  if (!(index instanceof Made)) return undefined;
  const data = index.args.flatMap((arg) => entriesOf(arg) ?? []).find(([key]) => key === 'data')?.[1];
  return strings(data);
}

function strings(value: Value | undefined): string[] | undefined {
  const items = itemsOf(value) ?? arrayOf(value)?.values;
  return items?.every((item) => typeof item === 'string') === true ? (items as string[]) : undefined;
}

function typesOf(first: Value, names: string[]): Map<string, Type> {
  const types = new Map<string, Type>();
  const name = className(first);
  if (name === 'ColumnTransformer') {
    for (const { transformer, columns } of transformersOf(first)) {
      const selected = selectedNames(columns, names);
      typesFor(transformer, selected.length).forEach((type, i) => {
        if (type !== null || !types.has(selected[i]!)) types.set(selected[i]!, type);
      });
    }
  } else {
    typesFor(first, names.length).forEach((type, i) => types.set(names[i]!, type));
  }
  return types;
}

/** The columns that an entry of a ColumnTransformer takes: names, numbers, a mask, or one of these alone. */
function selectedNames(columns: Value, names: string[]): string[] {
  if (classOf(columns)?.text === 'builtins.slice') return sliced(columns as Made, names);
  const items = itemsOf(columns) ??
    arrayOf(columns)?.values ??
    itemsOf(attribute(columns, 'data')) ?? [columns];
  if (items.length > 0 && items.every((item) => typeof item === 'boolean'))
    return names.filter((_, i) => items[i]);
  return items.flatMap((item) => {
    const name = typeof item === 'number' ? names.at(item) : item;
    return typeof name === 'string' ? [name] : [];
  });
}

/** `slice(0, 2)`, or by names, where the last one counts. */
function sliced({ args: [from = null, to = null] }: Made, names: string[]): string[] {
  const place = (end: Value, otherwise: number, behind: number): number => {
    if (typeof end === 'string') return names.indexOf(end) + behind;
    return typeof end === 'number' ? end : otherwise;
  };
  return names.slice(place(from, 0, 0), place(to, names.length, 1));
}

/** The types of so many columns that an estimator takes. */
function typesFor(estimator: Value, count: number): Type[] {
  const first = firstOf(estimator);
  const name = className(first) ?? '';
  const every = (type: Type): Type[] => Array.from({ length: count }, () => type);
  if (TEXT.has(name)) return every('text');
  if (ENCODERS.has(name)) {
    const categories = itemsOf(attribute(first, 'categories_')) ?? [];
    return every(null).map((_, i) => typeOfValues(categories[i]));
  }
  if (name === 'SimpleImputer') return imputed(first, estimator, count);
  if (name.startsWith('HistGradientBoosting')) return histogram(first, count);
  return first instanceof Made && !OPEN.has(name) ? every('number') : every(null);
}

/** An imputer knows its fill values; the encoder behind it knows the categories. */
function imputed(imputer: Value, estimator: Value, count: number): Type[] {
  const encoder = childrenOf(estimator).find(({ value }) => ENCODERS.has(className(value) ?? ''))?.value;
  const categories = encoder === undefined ? undefined : itemsOf(attribute(encoder, 'categories_'));
  if (categories?.length === count) return categories.map((values) => typeOfValues(values));
  const statistics = arrayOf(attribute(imputer, 'statistics_'));
  if (statistics?.dtype.kind !== 'O') return Array.from({ length: count }, () => 'number');
  return Array.from({ length: count }, (_, i) => typeOf([statistics.values?.[i] ?? null]));
}

function histogram(estimator: Value, count: number): Type[] {
  const isCategorical = arrayOf(attribute(estimator, 'is_categorical_'))?.values ?? [];
  return Array.from({ length: count }, (_, i) => (isCategorical[i] === true ? null : 'number'));
}

function typeOfValues(categories: Value | undefined): Type {
  const listed = itemsOf(categories);
  if (listed !== undefined) return typeOf(listed);
  const array = arrayOf(categories);
  if (array === undefined) return null;
  const { kind } = array.dtype;
  if (kind === 'O') return typeOf(array.values ?? []);
  return kind === '?'
    ? 'boolean'
    : kind === 'i' || kind === 'u'
      ? 'integer'
      : kind === 'f'
        ? 'number'
        : 'text';
}

/** The one type of values; NaN and None, which stand for missing ones, do not count. */
function typeOf(values: readonly Value[]): Type {
  const known = values.filter((value) => value !== null && !Number.isNaN(value));
  const all = (type: string): boolean => known.length > 0 && known.every((value) => typeof value === type);
  if (all('string')) return 'text';
  if (all('boolean')) return 'boolean';
  if (!all('number')) return null;
  return known.every((value) => Number.isInteger(value)) ? 'integer' : 'number';
}
