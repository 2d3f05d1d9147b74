import type { CardOutput } from '../../card.ts';
import type { Service } from '../service.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { Tokens } from './encode.ts';
import { TextEncoder } from './encode.ts';
import type { TextSettings } from './settings.ts';
import { readSettings } from './settings.ts';
import { filledBefore, textTensors } from './tensors.ts';

/** So many texts of a request wait for the model at a time: enough to keep it busy, and others are not kept waiting long. */
const ABREAST = 16;

/** The model as one that takes texts. */
export interface TextModel {
  settings: TextSettings;
  encoder: TextEncoder;
  /** How many texts of a request wait in the queue at a time. */
  abreast: number;
  /** What is run for a text, and how many tokens that fill stand before its own. */
  batch(tokens: Tokens): { inputs: Tensor[]; outputs: CardOutput[]; filled: number };
}

/** @throws Error where model/preprocess.json does not fit the model, or the tokenizer cannot be read. */
export function textModel({ card, config }: Pick<Service, 'card' | 'config'>, given: object): TextModel {
  const settings = readSettings(given as Record<string, unknown>, card);
  const encoder = new TextEncoder(settings);
  const { output } = settings;
  const outputs =
    output.kind === 'tensors' ? card.outputs : card.outputs.filter(({ name }) => name === output.output);
  return {
    settings,
    encoder,
    abreast: Math.max(1, Math.min(ABREAST, Math.floor(config.queueLimit / 4))),
    batch: (tokens) => ({
      inputs: textTensors(tokens, settings, card, encoder.padId),
      outputs,
      filled: filledBefore(tokens.ids.length, settings),
    }),
  };
}
