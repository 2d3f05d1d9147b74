import type { Model } from '../../onnx/model/model.ts';
import { activationOf, lastNodes } from '../activation.ts';
import type { OutputMeaning } from '../preprocess.ts';
import type { PictureInput } from './input.ts';

type Shape = (number | string)[];

/** What Ultralytics keeps, and drops as covered by a better box. */
const BOXES = { threshold: 0.25, overlap: 0.45 };

/** What a model's output says of a picture, as far as its shape and its last nodes tell. */
export function meaningOf(
  model: Model,
  { layout, channels }: PictureInput,
  labels: string[] | undefined,
): OutputMeaning {
  const [output] = model.outputs;
  const shape = output?.shape;
  if (model.outputs.length !== 1 || !output || !shape) return { kind: 'tensors' };
  const { name } = output;
  const task = model.metadata['task'];
  if (shape.length === 3 && (task === 'detect' || task === undefined) && isHead(shape, labels))
    return { kind: 'boxes', output: name, ...(labels && { labels }), ...BOXES, suppressed: shape[2] === 6 };
  if (shape.length === 4 && (layout === 'NCHW' ? shape[1] : shape[3]) === channels)
    return { kind: 'picture', output: name };
  if (shape.length !== 2) return { kind: 'tensors' };
  if (labels === undefined && isEmbedding(model, name))
    return { kind: 'embedding', output: name, pooling: 'none', normalize: false };
  return {
    kind: 'classes',
    output: name,
    activation: activationOf(model, name, 'softmax'),
    ...(labels && { labels }),
  };
}

/** YOLO's: four numbers of a box, then one for each class; or, with its own suppression, six for each box. */
function isHead([, first, second]: Shape, labels: string[] | undefined): boolean {
  if (second === 6) return true;
  return labels !== undefined && first === 4 + labels.length;
}

/** By name, as exporters of embeddings have it, or where its length is made one. */
function isEmbedding(model: Model, output: string): boolean {
  return /embed|feature|pooler/i.test(output) || lastNodes(model, output).includes('LpNormalization');
}
