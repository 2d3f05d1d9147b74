import type { Fault } from '../problems.ts';
import { describe, Faults } from '../problems.ts';

/** A text, or two that the model compares. */
export type Text = string | [string, string];

/** What a body `{"text": …}`, `{"text": …, "pair": …}` or `{"texts": […]}` asks. */
export interface GivenTexts {
  texts: Text[];
  /** `texts`: the answer is a list, also of one. */
  areMany: boolean;
  /** `"truncate": false`: a text that is too long is a fault. */
  mayCut: boolean;
}

/** As many as the embedding services of others take in one request. */
export const MOST_TEXTS = 2048;

/** Tells a fault of the body. */
export type Wrong = (at: string, expected: string, got: unknown, hint: string) => void;

/** Faults of a body that has no tensors. */
export function wrongIn(faults: Faults): Wrong {
  return (at, expected, got, hint) =>
    faults.add({ tensor: null, at, expected, got: describe(got), hint } satisfies Fault);
}

const MEMBERS = ['text', 'pair', 'texts', 'truncate'];

/**
 * @param longest how many characters a text may have.
 * @param takesPairs whether the model says something of two texts.
 * @throws Problem 400 with every fault.
 */
export function textsInJson(body: Record<string, unknown>, longest: number, takesPairs: boolean): GivenTexts {
  const faults = new Faults();
  const wrong = wrongIn(faults);
  for (const name of Object.keys(body))
    if (!MEMBERS.includes(name))
      wrong(`/${name}`, 'nothing', body[name], 'A text is {"text": "…"}, several {"texts": ["…", …]}.');
  const { text, pair, texts, truncate = true } = body;
  if (typeof truncate !== 'boolean')
    wrong('/truncate', 'true or false', truncate, 'false refuses a text that is too long.');
  const given = texts === undefined ? one(text, pair, longest, wrong) : many(body, longest, wrong);
  given.forEach((one, index) => {
    if (Array.isArray(one) && !takesPairs)
      wrong(
        texts === undefined ? '/pair' : `/texts/${index}`,
        'one text',
        one,
        'The model labels one text at a time.',
      );
  });
  faults.raise();
  return { texts: given as Text[], areMany: texts !== undefined, mayCut: truncate as boolean };
}

function one(text: unknown, pair: unknown, longest: number, wrong: Wrong): unknown[] {
  checkString(text, '/text', longest, wrong);
  if (pair === undefined) return [text];
  checkString(pair, '/pair', longest, wrong);
  return [[text, pair]];
}

function many({ texts, ...others }: Record<string, unknown>, longest: number, wrong: Wrong): unknown[] {
  for (const name of ['text', 'pair'])
    if (others[name] !== undefined)
      wrong(
        `/${name}`,
        'nothing beside "texts"',
        others[name],
        'Pairs are lists of two: {"texts": [["…", "…"], …]}.',
      );
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > MOST_TEXTS) {
    wrong('/texts', `a list of 1 to ${MOST_TEXTS} texts`, texts, 'Each is a string, or a list of two.');
    return [];
  }
  texts.forEach((value: unknown, index) => {
    const parts = Array.isArray(value) && value.length === 2 ? value : [value];
    const at = (part: number) => (parts.length === 1 ? `/texts/${index}` : `/texts/${index}/${part}`);
    parts.forEach((part, number) => checkString(part, at(number), longest, wrong));
  });
  return texts;
}

/** Tells where a value is no text that can be encoded. */
export function checkString(value: unknown, at: string, longest: number, wrong: Wrong): void {
  if (typeof value !== 'string') return wrong(at, 'a text', value, 'Write it in quotes.');
  if (value.length > longest)
    return wrong(
      at,
      `a text of at most ${longest} characters`,
      value,
      `It has ${value.length}: the model takes but its beginning. Send it in parts.`,
    );
  if (value.isWellFormed()) return;
  const hint = 'It has half of a surrogate pair: cut between characters, not inside of one.';
  wrong(at, 'Unicode', value, hint);
}
