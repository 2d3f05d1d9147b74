import type { Model } from '../../onnx/model/model.ts';
import { activationOf } from '../activation.ts';
import { misfitOf } from '../fitting-labels.ts';
import { objectIn } from '../object-in.ts';
import type { Activation, OutputMeaning } from '../preprocess.ts';
import { poolingIn } from './pooling.ts';

/** What a model's output says of a text. */
export interface FoundMeaning {
  output: OutputMeaning;
  /** Nothing says so: it is what most such models are made for. */
  isGuess?: true;
  /** How many labels there are, where the output has another number: they are left out then. */
  misfit?: string;
  /** What the user is told beside, in sentences. */
  notices?: string[];
}

/** By the model's outputs, and by the files of transformers and of sentence-transformers beside it. */
export function meaningOfText(model: Model, folder: string, labels: string[] | undefined): FoundMeaning {
  const { outputs } = model;
  const named = (pattern: RegExp, rank: number) =>
    outputs.find(({ name, shape }) => shape?.length === rank && pattern.test(name))?.name;
  const states = named(/hidden|embed/i, 3);
  const vector = named(/embed/i, 2) ?? (states === undefined ? named(/pooler/i, 2) : undefined);
  if (vector !== undefined)
    return { output: { kind: 'embedding', output: vector, pooling: 'none', normalize: false } };
  if (states !== undefined) return embedding(states, folder);
  const logits = outputs.find(({ name }) => name === 'logits') ?? outputs[0];
  const known = logits?.shape?.length === 2 || (logits?.shape?.length === 3 && labels !== undefined);
  if (!logits || !known) return { output: { kind: 'tensors' } };
  return classes(model, logits.name, folder, labels);
}

/** Without the files, the mean at length one, which most are made for. */
function embedding(output: string, folder: string): FoundMeaning {
  const pooling = poolingIn(folder);
  if (typeof pooling === 'string') {
    const notice = `${pooling}, which is not in the ONNX file: POST /predict gives the vectors of the tokens.`;
    return { output: { kind: 'tensors' }, notices: [notice] };
  }
  if (pooling) return { output: { kind: 'embedding', output, ...pooling } };
  return { output: { kind: 'embedding', output, pooling: 'mean', normalize: true }, isGuess: true };
}

function classes(model: Model, output: string, folder: string, labels: string[] | undefined): FoundMeaning {
  const { shape } = model.outputs.find(({ name }) => name === output)!;
  const count = shape!.at(-1);
  const misfit = labels && misfitOf(labels, count);
  const left = misfit !== undefined && { misfit };
  const fitting = left ? undefined : labels;
  if (shape!.length === 3)
    return fitting
      ? { output: { kind: 'entities', output, labels: fitting } }
      : { output: { kind: 'tensors' }, ...left };
  const activation = activationOf(model, output, pipelineActivation(folder, fitting?.length ?? count));
  return {
    output: { kind: 'classes', output, activation, ...(fitting && { labels: fitting }) },
    ...(!fitting && { isGuess: true as const }),
    ...left,
  };
}

/** As TextClassificationPipeline of transformers decides it. */
function pipelineActivation(folder: string, count: number | string | undefined): Activation {
  const config = objectIn(folder, 'config.json') ?? {};
  return config['problem_type'] === 'multi_label_classification' || count === 1 ? 'sigmoid' : 'softmax';
}
