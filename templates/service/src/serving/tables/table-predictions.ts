import type { Request, Response } from 'express';
import type { MediaType } from '../http/media-type.ts';
import type { Turn } from '../http/turn.ts';
import { tableOperation } from '../openapi/table.ts';
import type { Answer, Prediction } from '../prediction.ts';
import { listNames } from '../problems.ts';
import type { Service } from '../service.ts';
import type { AnswerColumns } from './answer-columns.ts';
import { answerColumns } from './answer-columns.ts';
import type { Chunk } from './chunk.ts';
import { rowsOfARun } from './chunk.ts';
import type { Reading } from './csv.ts';
import { readCsv } from './csv.ts';
import type { Format } from './formats.ts';
import { CSV, JSON_ROWS, NDJSON } from './formats.ts';
import { heldBack } from './held-back.ts';
import { takesTables } from './layout.ts';
import { readNdjson } from './ndjson.ts';
import { textOf } from './text.ts';

export const CSV_BODY: MediaType = { name: 'CSV', types: ['text/csv'] };
export const NDJSON_BODY: MediaType = {
  name: 'NDJSON',
  types: ['application/x-ndjson', 'application/ndjson', 'application/jsonl'],
};

/**
 * What POST /predict takes beside JSON, where the model takes tables: CSV and NDJSON of any length. They are read, run and
 * answered a few rows at a time.
 */
export function tablePredictions(service: Service): Prediction<Chunk>[] {
  const { card, config, inference } = service;
  if (!takesTables(card)) return [];
  const limit = Infinity;
  const readingOf = ({ query }: Request): Reading => ({
    card,
    most: rowsOfARun(card, inference.joins),
    longest: config.bodyLimit,
    marks: query.on_error === 'mark',
  });
  const path = '/predict';
  return [
    {
      ...{ path, accepts: CSV_BODY, limit, gives: CSV.type },
      read: (body, _turn, request) => readCsv(textOf(body, config.bodyLimit), readingOf(request)),
      write: (answers, turn, response) => answerTable(service, answers, turn, response, CSV),
      operation: () => tableOperation(service, 'text/csv'),
    },
    {
      ...{ path, accepts: NDJSON_BODY, limit, gives: NDJSON.type },
      read: (body, _turn, request) => readNdjson(body, readingOf(request)),
      write: (answers, turn, response) => answerTable(service, answers, turn, response, NDJSON),
      operation: () => tableOperation(service, 'application/x-ndjson'),
    },
  ];
}

function answerTable(
  service: Service,
  answers: AsyncIterable<Answer<Chunk>>,
  turn: Turn,
  response: Response,
  usual: Format,
): AsyncIterable<string> {
  const { req: request } = response;
  const asked = request.accepts([usual.type, JSON_ROWS.type, NDJSON.type]);
  const format = [JSON_ROWS, NDJSON].find(({ type }) => type === asked) ?? usual;
  response.setHeader('Content-Type', format.type);
  return heldBack(written(service, answers, response, format), turn, format.broken);
}

async function* written(
  { inference, card }: Service,
  answers: AsyncIterable<Answer<Chunk>>,
  response: Response,
  format: Format,
): AsyncGenerator<string> {
  const marks = response.req.query.on_error === 'mark';
  const waiting: Answer<Chunk>[] = []; // until the columns are known
  let columns: AnswerColumns | undefined;
  let isFirst = true;
  for await (const answer of answers) {
    const { layout } = answer.form;
    waiting.push(answer);
    if (!columns) {
      const tensors = inference.example?.outputs ?? answer.tensors;
      if (tensors.length === 0) continue;
      columns = answerColumns(card.outputs, tensors, layout.header);
      noticeOf([...layout.notices, ...omittedBy(columns)], response);
      yield format.begin(columns, layout, marks);
    }
    for (const one of waiting.splice(0)) {
      yield format.rows(one, columns, marks, isFirst);
      isFirst = false;
    }
  }
  // No row was without a fault, and nobody knows what an answer looks like.
  const unknown = { outputs: [], error: 'error', omitted: [] };
  if (!columns) yield format.begin(unknown, waiting[0]!.form.layout, marks);
  for (const one of waiting) {
    yield format.rows(one, unknown, marks, isFirst);
    isFirst = false;
  }
  yield format.end;
}

function omittedBy({ omitted }: AnswerColumns): string[] {
  return omitted.length > 0 ? [`${listNames(omitted)} has no value for each row, and is left out.`] : [];
}

/** Headers are Latin-1, and names are not. */
function noticeOf(notices: string[], response: Response): void {
  if (notices.length > 0) response.setHeader('X-Notice', encodeURI(notices.join(' ')));
}
