import { objectIn } from '../object-in.ts';

/** Where nothing says how many tokens a model takes, as many as BERT's positions. */
const USUAL_MOST = 512;

/** transformers writes a larger number where there is no limit. */
const NO_LIMIT = 1e12;

/**
 * The most tokens that a model takes, by sentence-transformers' own limit, else the tokenizer's; never more than it has
 * positions for.
 */
export function mostTokens(folder: string, tokenizer: Record<string, unknown>): number {
  const sentence = objectIn(folder, 'sentence_bert_config.json')?.['max_seq_length'];
  const said = [sentence, tokenizer['model_max_length']].find(isLimit);
  const most = positions(objectIn(folder, 'config.json') ?? {});
  return Math.min(said ?? most ?? USUAL_MOST, most ?? Infinity);
}

function positions(config: Record<string, unknown>): number | undefined {
  const count = [config['max_position_embeddings'], config['n_positions']].find(isLimit);
  // RoBERTa and its kin begin to count behind the padding's position: 514 are there, and 512 for tokens.
  return count !== undefined && count % 8 === 2 ? count - 2 : count;
}

function isLimit(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < NO_LIMIT;
}
