import { Faults, Problem } from '../problems.ts';
import type { Wrong } from './in-json.ts';
import { checkString, MOST_TEXTS, wrongIn } from './in-json.ts';

/** What a body of POST /v1/embeddings asks. */
export interface GivenEmbeddings {
  /** Texts, or token ids of texts. */
  input: (string | number[])[];
  /** `input` is a list of them. */
  areMany: boolean;
  isBase64: boolean;
  /** How long the vectors are to be, where that is said. */
  dimensions: number | undefined;
  mayCut: boolean;
}

/** Of OpenAI's; `truncate` is this service's own, as for POST /predict. */
const MEMBERS = ['input', 'model', 'encoding_format', 'dimensions', 'user', 'truncate'];

/**
 * @param name of the model.
 * @param longest how many characters a text may have.
 * @throws Problem 400 with every fault, 404 for another model.
 */
export function embeddingsInJson(
  body: Record<string, unknown>,
  name: string,
  longest: number,
): GivenEmbeddings {
  const faults = new Faults();
  const wrong = wrongIn(faults);
  for (const member of Object.keys(body))
    if (!MEMBERS.includes(member))
      wrong(`/${member}`, 'nothing', body[member], `There are ${MEMBERS.join(', ')}.`);
  const { model, encoding_format: format = 'float', dimensions, truncate = true } = body;
  const { input, areMany } = inputIn(body['input'], longest, wrong);
  if (format !== 'float' && format !== 'base64')
    wrong('/encoding_format', '"float" or "base64"', format, 'Leave it out for numbers.');
  if (dimensions !== undefined && !(Number.isInteger(dimensions) && (dimensions as number) > 0))
    wrong(
      '/dimensions',
      'a whole number from 1',
      dimensions,
      'Leave it out: vectors have the length they have.',
    );
  if (typeof truncate !== 'boolean')
    wrong('/truncate', 'true or false', truncate, 'false refuses a text that is too long.');
  if (typeof model !== 'string') wrong('/model', `"${name}"`, model, 'GET /v1/models tells the name.');
  faults.raise();
  if (model !== name) throw otherModel(model as string, name);
  return {
    input,
    areMany,
    isBase64: format === 'base64',
    dimensions: dimensions as number | undefined,
    mayCut: truncate as boolean,
  };
}

/** 404, as OpenAI has it. */
export function otherModel(asked: string, name: string): Problem {
  const got = JSON.stringify(asked.slice(0, 128));
  const fault = { tensor: null, at: '/model', expected: JSON.stringify(name), got };
  const errors = [{ ...fault, hint: 'GET /v1/models tells the name.' }];
  return new Problem(404, `There is not a model ${got} here.`, { errors });
}

/** A text, token ids, or a list of either. */
function inputIn(given: unknown, longest: number, wrong: Wrong): Pick<GivenEmbeddings, 'input' | 'areMany'> {
  const isIds = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isId);
  const areMany = Array.isArray(given) && !isIds(given);
  const input = areMany ? (given as unknown[]) : [given];
  if (input.length === 0 || input.length > MOST_TEXTS)
    wrong('/input', `1 to ${MOST_TEXTS} texts`, given, 'Send more in further requests.');
  else
    input.forEach((one, index) => {
      if (!isIds(one)) checkString(one, areMany ? `/input/${index}` : '/input', longest, wrong);
    });
  return { input: input as (string | number[])[], areMany };
}

const isId = (value: unknown): boolean => Number.isInteger(value);
