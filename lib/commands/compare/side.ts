import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { Run } from '../../convert/sandbox/run.ts';
import { askService, type Answers } from '../../convert/proof/answers.ts';
import { temporaryFolder } from '../../convert/temporary.ts';
import { documentedExample } from '../../container/run/predict.ts';
import { http } from '../../container/run/http.ts';
import { parseJson } from '../../json.ts';
import type { Card, CardOutput, CardTensor } from '../../onnx/card/card.ts';
import { tableWidth } from '../../onnx/card/columns.ts';
import { modelCard, withColumns } from '../../onnx/card/make.ts';
import { requireServable, writeServable } from '../../onnx/servable.ts';
import { explained } from '../../formats/explain.ts';
import { modelPath } from '../../model/file.ts';
import type { Rows } from './rows.ts';

/** One of the two that are compared. */
export interface Side {
  /** As it was given. */
  name: string;
  card: Pick<Card, 'inputs' | 'outputs' | 'columns'>;
  answer(rows: Rows): Promise<Answers>;
}

/**
 * A model's file, which a service is given to answer by.
 * @param columns  names for its columns, where the file has none
 */
export async function fileSide(
  name: string,
  { cwd, columns, run }: { cwd: string; columns: string[]; run: Run },
): Promise<Side> {
  const file = modelPath(name, cwd);
  const model = await explained(file, () => requireServable(file));
  const made = modelCard(model, { file: path.basename(file), origin: 'file', sha256: '' });
  const isNamed = made.columns !== undefined || tableWidth(made.inputs) !== columns.length;
  const card = isNamed || columns.length === 0 ? made : withColumns(made, columns);
  const served = path.join(temporaryFolder('compare'), 'model.onnx');
  await writeServable(model, file, served);
  return {
    name,
    card,
    answer: ({ inputs, count }) => askService(run, { model: served, card, inputs, rows: count }),
  };
}

const ROWS_AT_A_TIME = 500;

/**
 * A service that runs somewhere: what it takes, it says itself.
 * @param url  `http://localhost:8000`
 * @throws UserError  compare-url (exit 1)
 */
export async function urlSide(url: string, apiKey = process.env.API_KEY): Promise<Side> {
  const base = url.replace(/\/+$/, '');
  const headers: Record<string, string> = apiKey === undefined ? {} : { 'x-api-key': apiKey };
  const card = await cardOf(base, headers).catch((error: unknown) => {
    throw error instanceof UserError ? error : noService(url, (error as Error).message);
  });
  return {
    name: url,
    card,
    async answer({ inputs, count }) {
      const outputs: Record<string, unknown[]> = {};
      for (let start = 0; start < count; start += ROWS_AT_A_TIME) {
        const part = Object.entries(inputs).map(([name, list]) => [
          name,
          list.slice(start, start + ROWS_AT_A_TIME),
        ]);
        const body = { inputs: Object.fromEntries(part) as unknown };
        const { status, text } = await http(`${base}/predict`, { body, headers });
        if (status !== 200) return { refusal: `${status}: ${text.slice(0, 300)}` };
        const answer = parseJson(text) as { outputs: Record<string, unknown[]> };
        for (const [name, list] of Object.entries(answer.outputs)) (outputs[name] ??= []).push(...list);
      }
      return { outputs };
    },
  };
}

/** By the Open Inference Protocol; names of columns are those of the documented example. */
async function cardOf(base: string, headers: Record<string, string>): Promise<Side['card']> {
  const { text } = await http(`${base}/openapi.json`, { headers });
  const { paths } = parseJson(text) as { paths: Record<string, unknown> };
  const place = Object.keys(paths).find((one) => /^\/v2\/models\/[^/{]+$/.test(one));
  if (place === undefined) throw noService(base, 'it is not a service of ml-docker');
  const found = parseJson((await http(base + place, { headers })).text) as {
    inputs: CardTensor[];
    outputs: CardOutput[];
  };
  const example = (await documentedExample(base)) as { rows?: Record<string, unknown>[] } | undefined;
  const columns = Object.keys(example?.rows?.[0] ?? {}).map((name) => ({ name }));
  return { inputs: found.inputs, outputs: found.outputs, ...(columns.length > 0 && { columns }) };
}

function noService(url: string, reason: string): UserError {
  return new UserError({
    code: 'compare-url',
    what: `No service that could be compared answers at ${url}`,
    details: [reason],
    next: 'start it, ml-docker run --host-port N, and give its address: http://localhost:N',
    exitCode: 1,
  });
}
