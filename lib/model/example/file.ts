import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../../json.ts';
import type { Card } from '../../onnx/card/card.ts';
import { bodyLimit } from '../../onnx/card/body-limit.ts';
import { faultsOf } from './fits.ts';
import type { GivenExample } from './given.ts';
import { isObject } from './nested.ts';
import { doesNotFit, unreadable } from './refused.ts';

/**
 * Reads an example from a JSON file: `inputs` or `rows` as POST /predict takes them and, where it is known, `outputs` in
 * the answer's form: `{NAME: value}`, or for rows a list with one `{OUTPUT: value}` for each. A list of names selects.
 */
export async function readExampleFile(file: string, card: Card): Promise<GivenExample> {
  const body = await parse(file, bodyLimit(card.inputs));
  if (!isObject(body)) throw unreadable(file, 'it is not a JSON object');
  const { outputs, ...request } = body;
  const isSelection = Array.isArray(outputs) && outputs.every((name) => typeof name === 'string');
  const asked = isSelection && outputs.length > 0 ? { ...request, outputs } : request;
  const answer = outputs === undefined || isSelection ? undefined : answerOf(outputs, request);
  const faults = faultsOf(asked, answer, card);
  if (outputs !== undefined && !isSelection && answer === undefined) faults.push(`outputs: ${EXPECTED}`);
  if (faults.length > 0) throw doesNotFit(file, faults);
  return { origin: path.basename(file), request: asked, ...(answer && { answer }) };
}

const EXPECTED = 'expected {NAME: value}, or for rows a list with one {OUTPUT: value} for each row';

async function parse(file: string, most: number): Promise<unknown> {
  const { size } = await stat(file);
  if (size > most)
    throw unreadable(file, `it has ${size} bytes, and a request to this model at most ${most} (BODY_LIMIT)`);
  try {
    return parseJson((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
}

/** The body of the answer: the rows' outputs may also be given one below the other, by name. */
function answerOf(outputs: unknown, { rows }: Record<string, unknown>): Record<string, unknown> | undefined {
  if (!Array.isArray(rows)) return isObject(outputs) ? { outputs } : undefined;
  if (Array.isArray(outputs)) {
    return outputs.length === rows.length && outputs.every(isObject) ? { rows: outputs } : undefined;
  }
  if (!isObject(outputs)) return undefined;
  const lists = Object.entries(outputs);
  if (!lists.every(([, list]) => Array.isArray(list) && list.length === rows.length)) return undefined;
  const share = (value: unknown): unknown =>
    Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
  return {
    rows: rows.map((_row, i) =>
      Object.fromEntries(lists.map(([name, list]) => [name, share((list as unknown[])[i])])),
    ),
  };
}
