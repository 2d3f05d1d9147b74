import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Model } from '../../onnx/model/model.ts';
import { doNotFit } from '../fitting-labels.ts';
import { isObject, objectIn } from '../object-in.ts';
import { findLabels } from '../pictures/find.ts';
import type { TextPreprocess } from '../preprocess.ts';
import { fixedLength, tokenInputs } from './inputs.ts';
import { meaningOfText } from './meaning.ts';
import { mostTokens } from './most-tokens.ts';
import { adviceOnTokenizer, checkTokenizer } from './tokenizer.ts';

/** What is known of a model that takes token ids. */
export interface FoundTexts {
  preprocess: TextPreprocess;
  /** tokenizer.json, absolute. */
  tokenizer: string;
  /** What the user is told of it, in sentences. */
  notices: string[];
}

/** What somebody said, better than all that is found. */
export interface SaidOfTexts {
  /** tokenizer.json, absolute. */
  tokenizer?: string;
  labels?: string[];
}

/**
 * How texts become a model's inputs, by the tokenizer and the files beside it.
 * @param folders as for `findPictures`
 * @returns undefined for a model that takes no token ids, or has no tokenizer.json beside it (`adviceOnTexts`)
 * @throws UserError (exit 2) tokenizer-damaged, tokenizer-remote-code, labels-number (those that somebody gave)
 */
export function findTexts(model: Model, folders: string[], said: SaidOfTexts = {}): FoundTexts | undefined {
  const file = said.tokenizer ?? tokenizerIn(folders);
  const inputs = tokenInputs(model, file !== undefined);
  if (inputs === undefined || file === undefined) return undefined;
  const tokenizer = checkTokenizer(file);
  const beside = path.dirname(file);
  const config = objectIn(beside, 'tokenizer_config.json') ?? {};
  const token = padToken(beside, config, tokenizer);
  const fixed = fixedLength(model);
  const described = folders.find((one) => existsSync(path.join(one, 'config.json'))) ?? beside;
  const labels = said.labels ?? findLabels(model, folders).labels;
  const { output, isGuess, misfit, notices = [] } = meaningOfText(model, described, labels);
  if (misfit !== undefined && said.labels) throw doNotFit(misfit);
  return {
    tokenizer: file,
    notices: misfit === undefined ? notices : [`${misfit}. They are left out.`, ...notices],
    preprocess: {
      version: 1,
      step: 'text',
      ...(isGuess && { guessed: true as const }),
      tokenizer: 'tokenizer.json',
      maxTokens: Math.min(fixed ?? Infinity, mostTokens(described, config)),
      truncate: sideOf(config['truncation_side']),
      pad: {
        side: sideOf(config['padding_side']),
        ...(token !== undefined && { token }),
        ...(fixed !== undefined && { length: fixed }),
      },
      inputs,
      output,
    },
  };
}

/** The tokenizer.json beside a model, absolute. */
export function tokenizerIn(folders: string[]): string | undefined {
  return folders.map((folder) => path.join(folder, 'tokenizer.json')).find((file) => existsSync(file));
}

/** What a model that takes token ids and lacks its tokenizer is told, a line each; undefined for every other. */
export function adviceOnTexts(model: Model, folders: string[]): string[] | undefined {
  if (tokenizerIn(folders) !== undefined) return undefined;
  if (tokenInputs(model, false) === undefined) return undefined;
  return (
    adviceOnTokenizer(folders) ?? [
      'It takes token ids, and there is no tokenizer.json beside it: texts have to be made ids by whoever asks.',
      'Where you have its tokenizer.json, give it: --tokenizer FILE',
    ]
  );
}

function sideOf(value: unknown): 'right' | 'left' {
  return value === 'left' ? 'left' : 'right';
}

/** By transformers' files, else by what tokenizer.json itself has for padding. */
function padToken(
  folder: string,
  config: Record<string, unknown>,
  tokenizer: Record<string, unknown>,
): string | undefined {
  const special = objectIn(folder, 'special_tokens_map.json') ?? {};
  const padding = isObject(tokenizer['padding']) ? tokenizer['padding'] : {};
  return contentOf(config['pad_token'] ?? special['pad_token'] ?? padding['pad_token']);
}

/** A special token is written as its text, or as an object with it. */
function contentOf(token: unknown): string | undefined {
  const content = isObject(token) ? token['content'] : token;
  return typeof content === 'string' ? content : undefined;
}
