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

const MOST_TEXTS = 10_000;

/** A text that no model takes whole: the tokenizer would take seconds for it. */
const MOST_CHARACTERS = 1_000_000;

/** @throws Problem 400 with every fault. */
export function textsInJson(body: Record<string, unknown>): GivenTexts {
  const faults = new Faults();
  const wrong = (at: string, expected: string, got: unknown, hint: string) =>
    faults.add({ tensor: null, at, expected, got: describe(got), hint } satisfies Fault);
  for (const name of Object.keys(body))
    if (!['text', 'pair', 'texts', 'truncate'].includes(name))
      wrong(`/${name}`, 'nothing', body[name], 'A text is {"text": "…"}, several {"texts": ["…", …]}.');
  const { text, pair, texts, truncate = true } = body;
  if (typeof truncate !== 'boolean')
    wrong('/truncate', 'true or false', truncate, 'false refuses a text that is too long.');
  const areMany = texts !== undefined;
  if (areMany && (text !== undefined || pair !== undefined))
    wrong(
      text === undefined ? '/pair' : '/text',
      'nothing beside "texts"',
      text ?? pair,
      'Pairs are lists of two: {"texts": [["…", "…"], …]}.',
    );
  if (areMany && (!Array.isArray(texts) || texts.length === 0 || texts.length > MOST_TEXTS))
    wrong('/texts', `a list of 1 to ${MOST_TEXTS} texts`, texts, 'Each is a string, or a list of two.');
  const given = !areMany
    ? [pair === undefined ? text : [text, pair]]
    : Array.isArray(texts)
      ? (texts as unknown[])
      : [];
  given.forEach((one, index) => checkText(one, areMany ? `/texts/${index}` : '/text', wrong));
  faults.raise();
  return { texts: given as Text[], areMany, mayCut: truncate as boolean };
}

function checkText(
  value: unknown,
  at: string,
  wrong: (at: string, expected: string, got: unknown, hint: string) => void,
): void {
  if (Array.isArray(value) && value.length === 2) {
    value.forEach((one, index) => checkText(one, `${at}/${index}`, wrong));
    return;
  }
  if (typeof value !== 'string') return wrong(at, 'a text', value, 'Write it in quotes.');
  if (value.length > MOST_CHARACTERS)
    return wrong(at, `a text of at most ${MOST_CHARACTERS} characters`, value, 'Send it in parts.');
  if (!value.isWellFormed())
    wrong(
      at,
      'Unicode',
      value,
      'It has half of a surrogate pair: cut between characters, not inside of one.',
    );
}
