import { readFileSync } from 'node:fs';
import type { Encoding, Tokenizer } from 'tokenizers';
import tokenizers from 'tokenizers';
import { Problem } from '../problems.ts';
import type { Text } from './in-json.ts';
import type { TextSettings } from './settings.ts';

/** Hugging Face's own tokenizer, in Rust: equal to Python's, and off this thread. */
export class TextEncoder {
  readonly #whole: Tokenizer;
  readonly #cut: Tokenizer;
  readonly #most: number;
  /** What fills; undefined where the tokenizer has no such token. */
  readonly padId: number | undefined;

  /** @throws Error where the file is no tokenizer.json that this version of the library reads. */
  constructor(file: string, { maxTokens, truncate, pad }: TextSettings) {
    const text = readFileSync(file, 'utf8');
    this.#whole = plain(text);
    this.#cut = plain(text);
    this.#most = maxTokens;
    this.#cut.setTruncation(maxTokens, { direction: truncate });
    this.padId = pad.token === undefined ? undefined : (this.#whole.tokenToId(pad.token) ?? undefined);
  }

  /**
   * A text's tokens: ids, mask, types, and places in code points.
   * @param at where the text stands in the body, if it may not be cut.
   * @throws Problem 400 where it is longer than the model takes and may not be cut, or has no tokens.
   */
  async encode(text: Text, at?: string): Promise<Encoding> {
    const encoding = await encoded(at === undefined ? this.#cut : this.#whole, text);
    const length = encoding.getLength();
    if (length > this.#most) throw tooLong(at!, length, this.#most);
    if (length === 0)
      throw new Problem(400, 'The text has no tokens: the model cannot be asked about nothing.');
    return encoding;
  }
}

/** What the file says of cutting and filling was for training. */
function plain(text: string): Tokenizer {
  const tokenizer = tokenizers.Tokenizer.fromString(text);
  tokenizer.disableTruncation();
  tokenizer.disablePadding();
  return tokenizer;
}

function encoded(tokenizer: Tokenizer, text: Text): Promise<Encoding> {
  return Array.isArray(text) ? tokenizer.encode(text[0], text[1]) : tokenizer.encode(text);
}

function tooLong(at: string, length: number, most: number): Problem {
  const fault = {
    ...{ tensor: null, at, expected: `at most ${most} tokens`, got: `${length} tokens` },
    hint: 'Send it in parts, or without "truncate": false: then the rest is cut off.',
  };
  return new Problem(400, `The text has ${length} tokens; the model takes ${most}.`, { errors: [fault] });
}
