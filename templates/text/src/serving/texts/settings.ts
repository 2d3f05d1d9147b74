import type { Card } from '../../card.ts';
import type { Meaning } from '../answers/meaning.ts';

/** What model/preprocess.json says of texts: how they become the model's inputs, and what comes out. */
export interface TextSettings {
  /** The file in model/: Hugging Face's tokenizer.json. */
  tokenizer: string;
  /** Whether nobody knows how the output is to be read: what most such models are made for was taken. */
  guessed?: boolean;
  /** The most tokens, those that the tokenizer adds among them: the model knows no later positions. */
  maxTokens: number;
  /** Which side is cut. */
  truncate: 'right' | 'left';
  pad: {
    side: 'right' | 'left';
    /** The token that fills; absent where the tokenizer has none. */
    token?: string;
    /** To this length, where the model takes no other. */
    length?: number;
  };
  /** The model's inputs for ids, mask and types: those that it has. */
  inputs: { ids: string; mask?: string; types?: string };
  output: Meaning;
}

/**
 * The settings of this very model.
 * @throws Error that names the member of model/preprocess.json that does not fit it.
 */
export function readSettings(preprocess: Record<string, unknown>, card: Card): TextSettings {
  const settings = preprocess as unknown as TextSettings;
  const { inputs, output } = settings;
  const wrong = (member: string, reason: string) =>
    new Error(`model/preprocess.json does not fit the model: "${member}" ${reason}.`);
  for (const [member, name] of Object.entries(inputs))
    if (!card.inputs.some((input) => input.name === name))
      throw wrong(`inputs.${member}`, `is ${JSON.stringify(name)}; the model takes ${namesOf(card.inputs)}`);
  if (output.kind !== 'tensors' && !card.outputs.some(({ name }) => name === output.output))
    throw wrong('output', `is ${JSON.stringify(output.output)}; the model gives ${namesOf(card.outputs)}`);
  return settings;
}

function namesOf(tensors: { name: string }[]): string {
  return tensors.map(({ name }) => JSON.stringify(name)).join(', ');
}
