import { attribute, classOf, entriesOf, itemsOf } from '../tree.ts';
import { List, Made, Name, Tuple, type Value } from '../interpreter/value.ts';

/** A part of an estimator: its name where it has one of its own, as a step has. */
export interface Part {
  name: string | undefined;
  value: Value;
}

/** The plain name of a class: `Pipeline`. */
export function className(value: Value | undefined): string | undefined {
  return classOf(value)?.qualname.split('.').at(-1);
}

/** The estimators that an estimator is made of, in the order of their use. */
export function childrenOf(estimator: Value): Part[] {
  const named = (attributeName: string): Part[] => pairs(attribute(estimator, attributeName));
  const one = (...names: string[]): Part[] => {
    const found = names.map((name) => attribute(estimator, name)).find((value) => value instanceof Made);
    return found === undefined ? [] : [{ name: undefined, value: found }];
  };
  switch (className(estimator)) {
    case 'Pipeline':
      return named('steps');
    case 'FeatureUnion':
      return named('transformer_list');
    case 'ColumnTransformer':
      return transformersOf(estimator).map(({ name, transformer }) => ({ name, value: transformer }));
    case 'VotingClassifier':
    case 'VotingRegressor':
      return named('estimators');
    case 'StackingClassifier':
    case 'StackingRegressor':
      return [...named('estimators'), ...one('final_estimator_', 'final_estimator')];
    case 'GridSearchCV':
    case 'RandomizedSearchCV':
    case 'HalvingGridSearchCV':
    case 'HalvingRandomSearchCV':
      return one('best_estimator_', 'estimator');
    case 'TransformedTargetRegressor':
      return one('regressor_', 'regressor');
    case 'CalibratedClassifierCV':
      return one('estimator', 'base_estimator');
    case 'Sequential':
      return (entriesOf(attribute(estimator, '_modules')) ?? []).map(([, value]) => ({
        name: undefined,
        value,
      }));
    default:
      return one('estimator_', 'base_estimator_', 'estimator', 'base_estimator');
  }
}

/** One entry of a ColumnTransformer. */
export interface Transformer {
  name: string;
  transformer: Value;
  columns: Value;
}

/** The transformers of a ColumnTransformer as they were fitted, else as they were given. */
export function transformersOf(estimator: Value): Transformer[] {
  const fitted =
    itemsOf(attribute(estimator, 'transformers_')) ?? itemsOf(attribute(estimator, 'transformers')) ?? [];
  return fitted.flatMap((triple) => {
    const [name, transformer, columns] = itemsOf(triple) ?? [];
    return typeof name === 'string' && transformer !== undefined
      ? [{ name, transformer, columns: columns ?? null }]
      : [];
  });
}

function pairs(value: Value | undefined): Part[] {
  return (itemsOf(value) ?? []).flatMap((pair) => {
    const [name, part] = itemsOf(pair) ?? [];
    return typeof name === 'string' && part !== undefined ? [{ name, value: part }] : [];
  });
}

/** An estimator and all that it is made of, each once. */
export function estimatorsIn(root: Value): Value[] {
  const seen = new Set<Value>();
  const left: Value[] = [root];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (!(value instanceof Made) || seen.has(value)) continue;
    seen.add(value);
    left.push(...childrenOf(value).map((part) => part.value));
  }
  return [...seen];
}

/** The parts of a tuple, list or dictionary that was saved in place of one model. */
export function bundleOf(value: Value): Part[] {
  if (value instanceof Tuple || value instanceof List)
    return value.items.map((item) => ({ name: undefined, value: item }));
  return (entriesOf(value) ?? []).flatMap(([key, item]) =>
    typeof key === 'string' ? [{ name: key, value: item }] : [],
  );
}

const MOST_NESTED = 4;
const MOST_PARTS = 64;

/** The models of a bundle, also of bundles in it: `v1.models` for one that lies deeper. */
export function modelsOf(bundle: Value, isModel: (value: Value) => boolean): Part[] {
  const found: Part[] = [];
  const look = (value: Value, within: string[], depth: number): void => {
    for (const { name, value: part } of bundleOf(value)) {
      if (found.length >= MOST_PARTS) return;
      const path = name === undefined ? within : [...within, name];
      if (isModel(part)) found.push({ name: path.length > 0 ? path.join('.') : undefined, value: part });
      else if (depth < MOST_NESTED) look(part, path, depth + 1);
    }
  };
  look(bundle, [], 1);
  return found;
}

const LONGEST = 400;
const DEEPEST = 12;

/** What a model is, estimator by estimator: `Pipeline(StandardScaler, LogisticRegression)`. */
export function modelText(root: Value): string {
  const text = textOf(root, 0);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function textOf(value: Value, depth: number): string {
  if (typeof value === 'string') return value.slice(0, LONGEST);
  if (value instanceof Name) return value.qualname;
  const name = className(value) ?? '…';
  if (depth >= DEEPEST) return name;
  const func = name === 'FunctionTransformer' ? attribute(value, 'func') : undefined;
  const parts = func instanceof Name ? [{ name: undefined, value: func }] : childrenOf(value).slice(0, 20);
  if (parts.length === 0) return name;
  let length = 0;
  const texts: string[] = [];
  for (const part of parts) {
    const text = length > LONGEST ? '…' : textOf(part.value, depth + 1);
    texts.push(text);
    length += text.length;
  }
  return `${name}(${texts.join(', ')})`;
}
