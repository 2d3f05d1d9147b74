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
  /** A text to try the service with, or a pair. */
  example?: string | [string, string];
}

/**
 * The settings of this very model.
 * @throws Error that names the member of model/preprocess.json that is missing, or does not fit it.
 */
export function readSettings(preprocess: Record<string, unknown>, card: Card): TextSettings {
  const { inputs, output, pad, tokenizer, maxTokens, truncate } = preprocess as Partial<TextSettings>;
  check('tokenizer', typeof tokenizer === 'string', 'has to name a file in model/');
  check('maxTokens', Number.isInteger(maxTokens) && maxTokens! > 0, 'has to be a whole number from 1');
  check('truncate', isSide(truncate), 'has to be "right" or "left"');
  check('pad', isSide(pad?.side), 'has to have a "side", "right" or "left"');
  const taken = card.inputs.map(({ name }) => name);
  check('inputs', inputs !== undefined && 'ids' in inputs, 'has to have "ids"');
  for (const [member, name] of Object.entries(inputs))
    check(
      `inputs.${member}`,
      taken.includes(name),
      `is ${JSON.stringify(name)}; the model takes ${list(taken)}`,
    );
  const left = taken.filter((name) => !Object.values(inputs).includes(name));
  check('inputs', left.length === 0, `does not have ${list(left)}, which the model takes`);
  const given = card.outputs.map(({ name }) => name);
  const named = output?.kind === 'tensors' ? given[0]! : String(output?.output);
  check('output', given.includes(named), `is ${JSON.stringify(named)}; the model gives ${list(given)}`);
  return preprocess as unknown as TextSettings;
}

function check(member: string, holds: boolean, reason: string): asserts holds {
  if (!holds) throw new Error(`model/preprocess.json does not fit the model: "${member}" ${reason}.`);
}

const isSide = (value: unknown): boolean => value === 'right' || value === 'left';

function list(names: string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}
