import type { Card } from '../../card.ts';
import type { Meaning } from '../answers/meaning.ts';
import type { FilterName } from './filters.ts';

/** What model/preprocess.json says of pictures: how they become the model's input, and what comes out. */
export interface ImageSettings {
  /** The input that the picture goes to. */
  input: string;
  /** Whether nobody knows it: the generator found nothing, and took what most models take. */
  guessed?: boolean;
  /** The order of the channels; `grey` is one. */
  colours: 'RGB' | 'BGR' | 'grey';
  layout: 'NCHW' | 'NHWC';
  resize: Resizing;
  /** Cut out of the middle, after the resize. `halves` says where half a pixel goes: torchvision's way, or transformers'. */
  crop?: { size: [height: number, width: number]; halves: 'even' | 'down' };
  /** A value is (pixel × scale − mean) ÷ deviation, by channel. */
  scale: number;
  mean?: number[];
  deviation?: number[];
  output: Meaning;
  /** A picture in model/ that it answers. */
  example?: string;
}

export type Resizing =
  /** As it is. */
  | { fit: 'none' }
  /** Its shorter side gets this length. */
  | { fit: 'shortest'; size: number; filter: FilterName }
  /** Whatever that does to its proportions. */
  | { fit: 'stretch'; size: [height: number, width: number]; filter: FilterName }
  /** Inside of it, with the rest filled by one grey. */
  | { fit: 'letterbox'; size: [height: number, width: number]; filter: FilterName; fill: number };

/**
 * The settings of this very model.
 * @throws Error that names the member of model/preprocess.json that does not fit it.
 */
export function readSettings(preprocess: Record<string, unknown>, card: Card): ImageSettings {
  const settings = preprocess as unknown as ImageSettings;
  const { input, output, layout } = settings;
  const tensor = card.inputs.find(({ name }) => name === input);
  const wrong = (member: string, reason: string) =>
    new Error(`model/preprocess.json does not fit the model: "${member}" ${reason}.`);
  if (!tensor) throw wrong('input', `is ${JSON.stringify(input)}; the model takes ${namesOf(card.inputs)}`);
  if (tensor.shape?.length !== 4) throw wrong('input', 'is not a picture: it does not have four dimensions');
  if (!['NCHW', 'NHWC'].includes(layout)) throw wrong('layout', 'has to be "NCHW" or "NHWC"');
  if (output.kind !== 'tensors' && !card.outputs.some(({ name }) => name === output.output))
    throw wrong('output', `is ${JSON.stringify(output.output)}; the model gives ${namesOf(card.outputs)}`);
  return settings;
}

function namesOf(tensors: { name: string }[]): string {
  return tensors.map(({ name }) => JSON.stringify(name)).join(', ');
}
