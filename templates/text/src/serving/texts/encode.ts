import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Encoding, Tokenizer } from 'tokenizers';
import tokenizers from 'tokenizers';
import { modelDirectory } from '../../card.ts';
import type { Turn } from '../http/turn.ts';
import { Problem } from '../problems.ts';
import type { Text } from './in-json.ts';
import type { TextSettings } from './settings.ts';

/** A text as the model takes it. */
export interface Tokens {
  ids: number[];
  /** 0 for the first of two texts, 1 for the second. */
  types: number[];
  /** 1 for those that the tokenizer adds. */
  special: number[];
  /** From and to, in code points of the text. */
  offsets: [number, number][];
}

/** What a tokenizer takes for each character of a text, at the most: measured with words, letters and emoji. */
const BYTES_PER_CHARACTER = 250;

/** Texts from here on wait until there is memory for them, and leave none behind. */
const LONG = 10_000;

/**
 * Hugging Face's own tokenizer, in Rust: equal to Python's, and in threads of its own. Special tokens that are written
 * inside of a text become what they stand for, as they do in Python.
 */
export class TextEncoder {
  readonly #whole: Tokenizer;
  readonly #cut: Tokenizer;
  readonly #most: number;
  readonly #file: string;
  /** What fills; undefined where the tokenizer has no such token. */
  readonly padId: number | undefined;
  /** How many ids there are. */
  readonly size: number;
  /** How many characters a text may have: several times what the model takes. */
  readonly longest: number;

  /** @throws Error that says what to do where the file is missing, or no tokenizer.json that the library reads. */
  constructor({ tokenizer, maxTokens, truncate, pad }: TextSettings) {
    this.#file = `model/${tokenizer}`;
    const text = this.#read(join(modelDirectory, tokenizer));
    this.#whole = this.#plain(text);
    this.#cut = this.#plain(text);
    this.#most = maxTokens;
    this.#cut.setTruncation(maxTokens, { direction: truncate });
    this.padId = pad.token === undefined ? undefined : (this.#whole.tokenToId(pad.token) ?? undefined);
    this.size = this.#whole.getVocabSize(true);
    this.longest = Math.max(100_000, 20 * maxTokens);
  }

  /**
   * A text's tokens.
   * @param at where the text stands in the body.
   * @param mayCut whether what is too long is cut off.
   * @throws Problem 400 where it is longer than the model takes and may not be cut, or has no tokens.
   */
  async encode(text: Text, at: string, mayCut: boolean, turn: Turn): Promise<Tokens> {
    const length = typeof text === 'string' ? text.length : text[0].length + text[1].length;
    if (length < LONG) return this.#encode(text, at, mayCut);
    await turn.work(length * BYTES_PER_CHARACTER);
    try {
      return await this.#encode(text, at, mayCut);
    } finally {
      collect({ type: 'minor' });
      turn.expect(0);
    }
  }

  /** @throws Problem 400 where ids are more than the model takes, or none that the tokenizer has. */
  check(ids: number[], at: string, mayCut: boolean): Tokens {
    const unknown = ids.findIndex((id) => !(id >= 0 && id < this.size));
    if (unknown >= 0)
      throw fault(
        `There is no token ${ids[unknown]}.`,
        `${at}/${unknown}`,
        `a token id from 0 to ${this.size - 1}`,
        String(ids[unknown]),
        'Ids are those of this model, not of another: send texts where in doubt.',
      );
    if (ids.length > this.#most && !mayCut) throw this.#tooLong(at, ids.length);
    const own = ids.slice(0, this.#most);
    const zeros = own.map(() => 0);
    return { ids: own, types: zeros, special: zeros, offsets: [] };
  }

  async #encode(text: Text, at: string, mayCut: boolean): Promise<Tokens> {
    const tokenizer = mayCut ? this.#cut : this.#whole;
    const encoding: Encoding = Array.isArray(text)
      ? await tokenizer.encode(text[0], text[1])
      : await tokenizer.encode(text);
    const length = encoding.getLength();
    if (length > this.#most) throw this.#tooLong(at, length);
    if (length === 0) throw noTokens(at);
    return {
      ids: encoding.getIds(),
      types: encoding.getTypeIds(),
      special: encoding.getSpecialTokensMask(),
      offsets: encoding.getOffsets() as [number, number][],
    };
  }

  #tooLong(at: string, length: number): Problem {
    const hint = 'Send it in parts, or without "truncate": false: then the rest is cut off.';
    const expected = `at most ${this.#most} tokens`;
    const detail = `The text has ${length} tokens; the model takes ${this.#most}.`;
    return fault(detail, at, expected, `${length} tokens`, hint);
  }

  #read(path: string): string {
    const again = 'Bring it back from git, or make the project again with ml-docker.';
    if (!existsSync(path)) throw new Error(`${this.#file} is missing. ${again}`);
    return readFileSync(path, 'utf8');
  }

  /** What the file says of cutting and filling was for training. */
  #plain(text: string): Tokenizer {
    try {
      const tokenizer = tokenizers.Tokenizer.fromString(text);
      tokenizer.disableTruncation();
      tokenizer.disablePadding();
      return tokenizer;
    } catch (error) {
      const { message } = error as Error;
      throw new Error(
        `${this.#file} cannot be read by the package "tokenizers": ${message.trim()}. It is damaged, or of a newer version: ` +
          'bring it back from git, or save it again with the tokenizers of Python and npm install tokenizers@latest.',
        { cause: error },
      );
    }
  }
}

function noTokens(at: string): Problem {
  const hint = 'Write something: there is nothing to ask the model about.';
  return fault('The text has no tokens.', at, 'a text with at least one token', 'a text without any', hint);
}

function fault(detail: string, at: string, expected: string, got: string, hint: string): Problem {
  return new Problem(400, detail, { errors: [{ tensor: null, at, expected, got, hint }] });
}

/**
 * V8 does not know what the tokenizer's results hold beside its heap, and would let gigabytes of them lie about: this clears
 * up after a long text, in a millisecond.
 */
const collect = exposed();

function exposed(): (options: { type: 'minor' }) => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as (options: { type: 'minor' }) => void;
}
