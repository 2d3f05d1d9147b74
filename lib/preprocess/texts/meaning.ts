import type { Model } from '../../onnx/model/model.ts';
import { labelsOf } from '../labels.ts';
import { isObject, jsonIn, objectIn } from '../object-in.ts';
import type { OutputMeaning } from '../preprocess.ts';

/** What a model's output says of a text, by the files of transformers and of sentence-transformers beside it. */
export function meaningOfText({ outputs }: Model, folder: string, said?: string[]): OutputMeaning {
  const config = objectIn(folder, 'config.json') ?? {};
  const labels = said ?? labelsOf(config['id2label']);
  const embedded = outputs.find(({ name }) => name === 'sentence_embedding');
  if (embedded) return { kind: 'embedding', output: embedded.name, pooling: 'none', normalize: false };
  const logits = outputs.find(({ name }) => name === 'logits') ?? outputs[0]!;
  if (labels !== undefined && logits.shape?.length === 3)
    return { kind: 'entities', output: logits.name, labels };
  if (labels !== undefined && logits.shape?.length === 2)
    return { kind: 'classes', output: logits.name, activation: activationIn(config, labels), labels };
  const states = outputs.find(({ shape }) => shape?.length === 3);
  if (states) return { kind: 'embedding', output: states.name, ...poolingIn(folder) };
  return { kind: 'tensors' };
}

/** As TextClassificationPipeline of transformers decides it. */
function activationIn(config: Record<string, unknown>, labels: string[]): 'softmax' | 'sigmoid' {
  return config['problem_type'] === 'multi_label_classification' || labels.length === 1
    ? 'sigmoid'
    : 'softmax';
}

const MODES = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_lasttoken: 'last',
  pooling_mode_mean_tokens: 'mean',
} as const;

/** By modules.json and 1_Pooling/config.json; without them, the mean at length one, which most are made for. */
function poolingIn(folder: string): { pooling: 'mean' | 'cls' | 'last' | 'max'; normalize: boolean } {
  const pooling = objectIn(folder, '1_Pooling/config.json');
  const mode = Object.entries(MODES).find(([name]) => pooling?.[name] === true)?.[1] ?? 'mean';
  return { pooling: mode, normalize: pooling === undefined || hasNormalize(folder) };
}

function hasNormalize(folder: string): boolean {
  const modules = jsonIn(folder, 'modules.json');
  return (
    Array.isArray(modules) &&
    modules.some((one) => isObject(one) && String(one['type']).endsWith('.Normalize'))
  );
}
