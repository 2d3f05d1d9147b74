import type { Source } from '../../source.ts';
import { boosterIn } from './booster.ts';
import { childrenOf, className } from './children.ts';
import { arrayOf } from '../arrays/numpy.ts';
import { attribute, itemsOf } from '../tree.ts';
import { Made, type Value } from '../interpreter/value.ts';

const DEEPEST = 20;
/** What hands on the classes of the one estimator in it. */
const WRAPPER = /SearchCV$|^(Fixed|Tuned)ThresholdClassifier|^FrozenEstimator$|^RFE(CV)?$/;

/** The classes that a classifier tells apart; null where it has none, or several lists of them. */
export function classesOf(estimator: Value): Source['classes'] {
  let inner: Value | undefined = estimator;
  for (let depth = 0; depth < DEEPEST && inner instanceof Made; depth++) {
    const own = ownClasses(inner);
    if (own) return own;
    const name: string = className(inner) ?? '';
    const parts = childrenOf(inner);
    inner = name === 'Pipeline' ? parts.at(-1)?.value : WRAPPER.test(name) ? parts[0]?.value : undefined;
  }
  return null;
}

function ownClasses(estimator: Value): Source['classes'] | undefined {
  const binarizer = attribute(estimator, 'label_binarizer_');
  const encoder =
    attribute(estimator, '_le') ?? attribute(estimator, 'le_') ?? attribute(estimator, '_label_encoder');
  const stored =
    attribute(estimator, 'classes_') ??
    attribute(binarizer, 'classes_') ??
    attribute(estimator, '_classes') ??
    attribute(encoder, 'classes_');
  const values = arrayOf(stored)?.values ?? itemsOf(stored);
  if (values !== undefined && values.length > 0 && values.every(isClass)) return [...values];
  const booster = estimator instanceof Made ? boosterIn(estimator)?.source.classes : undefined;
  if (booster) return booster;
  const count = attribute(estimator, 'n_classes_');
  // XGBoost 2.1 and later keep the number alone: the classes are 0, 1 and so on.
  const isXgboost = className(estimator)?.startsWith('XGB') === true;
  return isXgboost && typeof count === 'number' && count > 1 && count < 10_000
    ? Array.from({ length: count }, (_, i) => i)
    : undefined;
}

function isClass(value: Value): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
