import {
  type Json,
  member,
  numberOf,
  numbersOf,
  type Selection,
  textOf,
  textsOf,
} from '../json/selection.ts';
import { few, judged, type Problem, refused, source } from '../reading.ts';
import type { Reading, SourceColumn } from '../source.ts';

/** What of an XGBoost model is read; https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html. */
export const XGBOOST: Selection = {
  learner: {
    attributes: true,
    feature_names: true,
    feature_types: true,
    gradient_booster: { name: true, model: 'present', gbtree: 'present' },
    learner_model_param: true,
    objective: { name: true },
  },
  version: true,
};

// https://xgboost.readthedocs.io/en/stable/parameter.html: as the model has it, and as its columns are said here.
const TYPES: Record<string, SourceColumn['type']> = {
  int: 'integer',
  float: 'number',
  q: 'number',
  i: 'boolean',
  c: null,
};

const CONVERTED =
  /^(binary:(logistic|logitraw|hinge)|multi:soft(max|prob)|count:poisson|reg:(squarederror|linear|logistic|squaredlogerror|pseudohubererror|absoluteerror|quantileerror|gamma|tweedie)|rank:(pairwise|ndcg|map)|survival:(cox|aft))$/;

/** An XGBoost model from what XGBOOST chose of its JSON or UBJ. */
export function readXgboost(format: 'xgboost-json' | 'xgboost-ubj', model: Json): Reading {
  const learner = member(model, 'learner');
  const booster = textOf(member(learner, 'gradient_booster', 'name')) ?? null;
  const objective = textOf(member(learner, 'objective', 'name')) ?? null;
  const parameters = member(learner, 'learner_model_param');
  const columns = columnsOf(learner);
  const version = numbersOf(member(model, 'version'));
  const wrapper = scikitLearn(learner);
  const said = source(format, {
    framework: 'xgboost',
    frameworkVersion: version.length > 0 ? version.join('.') : null,
    model: boosterName(
      wrapper.name,
      [booster, objective],
      columns,
      numberOf(member(parameters, 'num_feature')),
    ),
    columns,
    classes: wrapper.classes,
  });
  const trees = ['model', 'gbtree'].map((name) => member(learner, 'gradient_booster', name));
  if (trees.every((part) => part === undefined)) return refused(said, NO_TREES);
  return judged(said, doubts(columns, learner, objective));
}

const NO_TREES: Problem = {
  code: 'model-without-weights',
  message: 'It holds the configuration of an XGBoost model (save_config) without its trees',
  hint: 'save the model itself: model.save_model("model.json")',
};

function columnsOf(learner: Json | undefined): SourceColumn[] {
  const types = textsOf(member(learner, 'feature_types'));
  const names = textsOf(member(learner, 'feature_names'));
  return names.map((name, i) => ({ name, type: TYPES[types[i] ?? ''] ?? null }));
}

/** `XGBClassifier(gbtree, binary:logistic)`, with how many columns there are where they have no names. */
export function boosterName(
  name: string,
  about: (string | null)[],
  columns: SourceColumn[],
  features: number,
): string {
  const known = about.filter((part) => part !== null);
  const unnamed = columns.length === 0 && features > 0 ? [`${features} columns without names`] : [];
  return `${name}(${[...known, ...unnamed].join(', ')})`;
}

/** What scikit-learn's side of XGBoost noted: the kind of estimator, before 1.7 the labels too. */
function scikitLearn(learner: Json | undefined): {
  name: string;
  classes: (string | number | boolean)[] | null;
} {
  const noted = textOf(member(learner, 'attributes', 'scikit_learn'));
  let note: unknown;
  try {
    note = JSON.parse(noted ?? 'null');
  } catch {
    note = null;
  }
  const { _estimator_type: kind, classes_: classes } = (note ?? {}) as {
    _estimator_type?: unknown;
    classes_?: unknown;
  };
  const names: Record<string, string> = {
    classifier: 'XGBClassifier',
    regressor: 'XGBRegressor',
    ranker: 'XGBRanker',
  };
  return {
    name: (typeof kind === 'string' ? names[kind] : undefined) ?? 'Booster',
    classes: Array.isArray(classes)
      ? classes.filter((one) => ['string', 'number', 'boolean'].includes(typeof one))
      : null,
  };
}

function doubts(columns: SourceColumn[], learner: Json | undefined, objective: string | null): Problem[] {
  const types = textsOf(member(learner, 'feature_types'));
  const categorical = columns.filter((_, i) => types[i] === 'c').map(({ name }) => name);
  const found: Problem[] = [];
  if (categorical.length > 0) {
    found.push({
      code: 'model-categorical',
      message: `It splits on categorical columns: ${few(categorical)}; a converted model takes their categories where the file has them (XGBoost 3.1 and later), and else their codes`,
      hint: 'give rows of each category with --data, missing ones too',
    });
  }
  found.push(...objectiveDoubts(objective));
  return found;
}

/** Objectives of which it is not known what they make of a score. */
export function objectiveDoubts(objective: string | null): Problem[] {
  if (objective !== null && CONVERTED.test(objective)) return [];
  return [
    {
      code: 'model-objective',
      message: `Its objective is ${objective ?? 'not known'}: whether it can be converted, only trying tells`,
      hint: 'compare the converted model with this one on some rows',
    },
  ];
}
