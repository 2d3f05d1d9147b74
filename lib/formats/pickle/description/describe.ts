import type { Problem } from '../../reading.ts';
import type { Source, SourceColumn } from '../../source.ts';
import { libraryOf } from '../allowed.ts';
import { bundleOf, className, modelsOf, modelText, type Part } from './children.ts';
import { classesOf } from './classes.ts';
import { columnsOf } from './columns.ts';
import { convertibility } from './convertible.ts';
import { classOf, textsOf } from '../tree.ts';
import { Bytes, Dict, List, Made, Name, Tuple, type Value } from '../interpreter/value.ts';
import { type Framework, frameworkOf } from './versions.ts';

const MODEL_LIBRARIES = new Set([
  'scikit-learn',
  'imbalanced-learn',
  'xgboost',
  'lightgbm',
  'catboost',
  'pytorch',
]);
const NOT_MODELS = new Set([
  'Bunch',
  'Tensor',
  '_rebuild_tensor_v2',
  '_rebuild_tensor',
  '_rebuild_parameter',
  'Size',
  'device',
]);

export type Description = Framework &
  Pick<Source, 'model' | 'columns' | 'classes'> & {
    convertible: boolean | null;
    problems: Problem[];
  };

/** What a pickle would make, described: a model, several of them in a tuple or dictionary, weights, or mere data. */
export function describe(root: Value): Description {
  const framework = frameworkOf(root);
  if (isModel(root)) {
    const model = { model: modelText(root), columns: columnsOf(root), classes: classesOf(root) };
    return { ...framework, ...model, ...convertibility([root]) };
  }
  const parts = modelsOf(root, isModel);
  if (parts.length > 0) return { ...framework, ...bundle(root, parts) };
  const nothing = { model: null, columns: [], classes: null, convertible: false };
  return { ...framework, ...nothing, problems: [dataProblem(root)] };
}

/** An estimator or network: of a library of models, or of a class that is not known but has such a state. */
export function isModel(value: Value): boolean {
  const name = classOf(value);
  // What begins small is a function.
  if (name === undefined || NOT_MODELS.has(className(value)!) || !/^_*[A-Z]/.test(className(value)!))
    return false;
  const library = libraryOf(name);
  if (library === undefined) return value instanceof Made && value.states.length > 0;
  return MODEL_LIBRARIES.has(library) && !/^torch\.(\w*Storage|storage\.)/.test(name.text);
}

function bundle(root: Value, parts: Part[]): Omit<Description, keyof Framework> {
  const texts = parts.map(({ name, value }) =>
    name === undefined ? modelText(value) : `${name}: ${modelText(value)}`,
  );
  const [open, close] = root instanceof Tuple ? '()' : root instanceof List ? '[]' : '{}';
  const models = parts.map(({ value }) => value);
  const columns = models.map((model) => columnsOf(model)).find((found) => found.length > 0);
  return {
    model: `${open}${texts.join(', ')}${close}`,
    columns: columns ?? listedColumns(root),
    classes: models.map((model) => classesOf(model)).findLast((found) => found !== null) ?? null,
    ...convertibility(models),
  };
}

/** A list of names that was saved beside the model. */
function listedColumns(root: Value): SourceColumn[] {
  const list = bundleOf(root).find(
    ({ name }) => name !== undefined && /col(umn)?s|features?(_names)?$/i.test(name),
  );
  return (textsOf(list?.value) ?? []).map((name) => ({ name, type: null }));
}

function dataProblem(root: Value): Problem {
  const weights =
    isStateDict(root) ||
    bundleOf(root).some(({ name, value }) => /state_?dict$/.test(name ?? '') && isStateDict(value));
  if (weights)
    return {
      code: 'model-weights-only',
      message:
        'It is a checkpoint or state_dict: weights only, without the class of the network that they belong to',
      hint: 'build the network in Python, load the weights into it, and export it with torch.onnx.export',
    };
  return {
    code: 'model-is-data',
    message: `There is no model in it: it holds data, ${kindOf(root)}`,
    hint: 'save the fitted estimator itself, for example joblib.dump(model, "model.joblib")',
  };
}

function isStateDict(value: Value): boolean {
  const values = bundleOf(value).map((part) => part.value);
  return values.some((part) => /^_rebuild_(tensor|parameter)/.test(className(part) ?? ''));
}

function kindOf(value: Value): string {
  const name = className(value);
  if (name === '_reconstruct' || name === 'NumpyArrayWrapper' || name === '_frombuffer')
    return 'an array of NumPy';
  if (name !== undefined) return `a ${name}`;
  if (value instanceof Name) return `the mere name ${value.text}`;
  if (value instanceof List) return `a list or set of ${value.length} values`;
  if (value instanceof Tuple) return `a tuple of ${value.items.length} values`;
  if (value instanceof Dict) return `a dictionary of ${value.length} entries`;
  if (value instanceof Bytes) return `${value.length} bytes`;
  return typeof value === 'string' ? 'a text' : 'a single value';
}
