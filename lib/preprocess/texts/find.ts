import { existsSync } from 'node:fs';
import path from 'node:path';
import { typeName } from '../../onnx/judge/outputs.ts';
import type { Model } from '../../onnx/model/model.ts';
import { isObject, objectIn } from '../object-in.ts';
import type { TextPreprocess } from '../preprocess.ts';
import { meaningOfText } from './meaning.ts';

/** What is known of a model that takes token ids. */
export interface FoundTexts {
  preprocess: TextPreprocess;
  /** tokenizer.json, absolute. */
  tokenizer: string;
}

/** Where nothing says how many tokens a model takes, as many as BERT's positions. */
const USUAL_MOST = 512;

/** transformers writes this where there is no limit. */
const NO_LIMIT = 1e12;

/**
 * How texts become a model's inputs, by the tokenizer and the files beside it.
 * @param folders as for `findPictures`
 * @returns undefined for a model that takes no token ids, or has no tokenizer.json beside it
 */
export function findTexts(
  model: Model,
  folders: string[],
  { tokenizer = beside(folders), labels }: { tokenizer?: string; labels?: string[] } = {},
): FoundTexts | undefined {
  const inputs = tokenInputs(model);
  if (inputs === undefined || tokenizer === undefined) return undefined;
  const folder = path.dirname(tokenizer);
  const config = objectIn(folder, 'tokenizer_config.json') ?? {};
  const special = objectIn(folder, 'special_tokens_map.json') ?? {};
  const token = contentOf(config['pad_token'] ?? special['pad_token']);
  const fixed = fixedLength(model);
  return {
    tokenizer,
    preprocess: {
      version: 1,
      step: 'text',
      tokenizer: 'tokenizer.json',
      maxTokens: Math.min(fixed ?? Infinity, mostTokens(folder, config)),
      truncate: sideOf(config['truncation_side']),
      pad: {
        side: sideOf(config['padding_side']),
        ...(token !== undefined && { token }),
        ...(fixed !== undefined && { length: fixed }),
      },
      inputs,
      output: meaningOfText(model, folder, labels),
    },
  };
}

function beside(folders: string[]): string | undefined {
  return folders.map((folder) => path.join(folder, 'tokenizer.json')).find((file) => existsSync(file));
}

/** Ids and what goes with them, by the names that exporters give them; int32 or int64 [texts, length]. */
function tokenInputs({ inputs }: Model): TextPreprocess['inputs'] | undefined {
  const named = (pattern: RegExp): string | undefined =>
    inputs.find(
      ({ name, ...input }) => pattern.test(name) && /^INT(32|64)$/.test(typeName({ name, ...input })),
    )?.name;
  const ids = named(/^input_ids/);
  const mask = named(/^attention_mask|^input_mask/);
  const types = named(/^token_type_ids|^segment_ids/);
  const known = [ids, mask, types].filter((name) => name !== undefined);
  if (ids === undefined || known.length !== inputs.length) return undefined;
  return { ids, ...(mask !== undefined && { mask }), ...(types !== undefined && { types }) };
}

function fixedLength({ inputs }: Model): number | undefined {
  const length = inputs[0]?.shape?.[1];
  return typeof length === 'number' && length > 0 ? length : undefined;
}

/** sentence-transformers' own limit wins over the tokenizer's. */
function mostTokens(folder: string, config: Record<string, unknown>): number {
  const sentence = objectIn(folder, 'sentence_bert_config.json')?.['max_seq_length'];
  const said = [sentence, config['model_max_length']].find(
    (one) => typeof one === 'number' && one < NO_LIMIT,
  );
  return (said as number | undefined) ?? USUAL_MOST;
}

function sideOf(value: unknown): 'right' | 'left' {
  return value === 'left' ? 'left' : 'right';
}

/** A special token is written as its text, or as an object with it. */
function contentOf(token: unknown): string | undefined {
  const content = isObject(token) ? token['content'] : token;
  return typeof content === 'string' ? content : undefined;
}
