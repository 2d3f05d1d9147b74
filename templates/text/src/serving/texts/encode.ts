import { readFileSync } from 'node:fs';
import type { Encoding, Tokenizer } from 'tokenizers';
import tokenizers from 'tokenizers';
import type { TextSettings } from './settings.ts';

/** A text, or two that the model compares. */
export type TextInput = string | [string, string];

/** Hugging Face's own tokenizer, in Rust: off this thread, and equal to Python's. */
export class TextEncoder {
  readonly #whole: Tokenizer;
  readonly #cut: Tokenizer;
  readonly #settings: TextSettings;

  /** @throws Error where the file is no tokenizer.json of this version. */
  constructor(file: string, settings: TextSettings) {
    const text = readFileSync(file, 'utf8');
    this.#settings = settings;
    this.#whole = plain(text);
    this.#cut = plain(text);
    this.#cut.setTruncation(settings.maxTokens, { direction: settings.truncate });
  }

  /** How many tokens a text has, before anything is cut. */
  async lengthOf(text: TextInput): Promise<number> {
    return (await encoded(this.#whole, text)).getLength();
  }

  /** Ids, mask, types and offsets of each text, cut to what the model takes, and not filled yet. */
  async encode(texts: TextInput[]): Promise<Encoding[]> {
    return Promise.all(texts.map((text) => encoded(this.#cut, text)));
  }

  /** What fills a batch; undefined where the tokenizer has no such token. */
  get padId(): number | undefined {
    const { token } = this.#settings.pad;
    return token === undefined ? undefined : (this.#whole.tokenToId(token) ?? undefined);
  }
}

/** What the file says of cutting and filling is for training. */
function plain(text: string): Tokenizer {
  const tokenizer = tokenizers.Tokenizer.fromString(text);
  tokenizer.disableTruncation();
  tokenizer.disablePadding();
  return tokenizer;
}

function encoded(tokenizer: Tokenizer, text: TextInput): Promise<Encoding> {
  return Array.isArray(text) ? tokenizer.encode(text[0], text[1]) : tokenizer.encode(text);
}
