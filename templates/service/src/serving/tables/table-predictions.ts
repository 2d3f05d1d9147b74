import type { Request, Response } from 'express';
import type { FormFile } from '../http/form-file.ts';
import { fileIn, FORM_BODY } from '../http/form-file.ts';
import type { MediaType } from '../http/media-type.ts';
import { isOfType, JSON_BODY } from '../http/media-type.ts';
import type { Pieces } from '../http/send.ts';
import type { Turn } from '../http/turn.ts';
import type { Answer, Prediction } from '../prediction.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';
import type { Chunk } from './chunk.ts';
import { rowsOfARun } from './chunk.ts';
import type { Reading } from './csv.ts';
import { readCsv } from './csv.ts';
import type { Format } from './formats.ts';
import { CSV, JSON_ROWS, NDJSON } from './formats.ts';
import { heldBack } from './held-back.ts';
import { takesTables } from './layout.ts';
import { isMarking } from './marking.ts';
import { readNdjson } from './ndjson.ts';
import { textOf } from './text.ts';
import { written } from './written.ts';

export const CSV_BODY: MediaType = { name: 'CSV', types: ['text/csv'] };
export const NDJSON_BODY: MediaType = {
  name: 'NDJSON',
  types: ['application/x-ndjson', 'application/ndjson', 'application/jsonl'],
};

/**
 * What POST /predict takes beside JSON, where the model takes tables: CSV, by itself or as the file of a form, and NDJSON,
 * of any length. They are read, run and answered a few rows at a time.
 */
export function tablePredictions(service: Service): Prediction<Chunk>[] {
  const { card, config, inference } = service;
  if (!takesTables(card)) return [];
  const limit = Infinity;
  const readingOf = ({ query }: Request): Reading => ({
    card,
    most: rowsOfARun(card, inference.joins),
    longest: config.bodyLimit,
    marks: isMarking(query),
  });
  const path = '/predict';
  return [
    {
      ...{ path, accepts: CSV_BODY, limit, gives: CSV.type },
      read: (body, _turn, request) => readCsv(textOf(body, config.bodyLimit), readingOf(request)),
      write: (answers, turn, response) => answerTable(service, answers, turn, response, CSV),
    },
    {
      ...{ path, accepts: NDJSON_BODY, limit, gives: NDJSON.type },
      read: (body, _turn, request) => readNdjson(textOf(body, config.bodyLimit), readingOf(request)),
      write: (answers, turn, response) => answerTable(service, answers, turn, response, NDJSON),
    },
    {
      ...{ path, accepts: FORM_BODY, limit, gives: CSV.type },
      read(body, _turn, request) {
        const file = fileIn(body, request.headers['content-type']!, checkIsTable);
        return readCsv(textOf(file, config.bodyLimit), readingOf(request));
      },
      write: (answers, turn, response) => answerTable(service, answers, turn, response, CSV),
      operation: FORM_OPERATION,
    },
  ];
}

/** What others than CSV are sent as. @throws Problem 415 for these. */
function checkIsTable({ name, type }: FormFile): void {
  const ending = /\.(json|ndjson|jsonl)$/i.exec(name)?.[1]?.toLowerCase();
  const isLines = isOfType(type, NDJSON_BODY.types) || ending === 'ndjson' || ending === 'jsonl';
  if (!isLines && !isOfType(type, JSON_BODY.types) && ending !== 'json') return;
  const { types } = isLines ? NDJSON_BODY : JSON_BODY;
  throw new Problem(
    415,
    `The file of a form has to be CSV. JSON is the body itself: send the header "Content-Type: ${types[0]}".`,
  );
}

/** So that Swagger's page has a file to choose. The other types of a table are told in words: generators of clients stumble over them. */
const FORM_OPERATION = {
  requestBody: {
    content: {
      [FORM_BODY.types[0]!]: {
        schema: {
          type: 'object',
          properties: { file: { type: 'string', format: 'binary', description: 'A table in CSV' } },
          required: ['file'],
        },
      },
    },
  },
  responses: { 200: { content: { 'text/csv': { schema: { type: 'string' } } } } },
  parameters: [
    {
      ...{ name: 'on_error', in: 'query', schema: { type: 'string', enum: ['mark'] } },
      description:
        'Of a table: `mark` answers every row, and says in a column `error` what is wrong with one.',
    },
  ],
};

function answerTable(
  service: Service,
  answers: AsyncIterable<Answer<Chunk>>,
  turn: Turn,
  response: Response,
  usual: Format,
): Pieces {
  const { req: request } = response;
  const asked = request.accepts([usual.type, JSON_ROWS.type, NDJSON.type]);
  const format = [JSON_ROWS, NDJSON].find(({ type }) => type === asked) ?? usual;
  response.setHeader('Content-Type', format.type);
  // Headers are Latin-1, and names are not.
  const notice = (text: string) => void response.setHeader('X-Notice', encodeURI(text));
  const { card, inference, lifecycle } = service;
  const writing = { card, inference, format, marks: isMarking(request.query), notice };
  return heldBack(written(untilStop(answers, lifecycle), writing), turn, format.broken);
}

/** A container that is stopped has ten seconds: a table that takes longer ends with a line that says so. */
const MOST_AFTER_STOP_MS = 4000;

async function* untilStop<One>(answers: AsyncIterable<One>, lifecycle: Lifecycle): AsyncGenerator<One> {
  let end = Infinity;
  for await (const answer of answers) {
    yield answer;
    if (lifecycle.draining && end === Infinity) end = performance.now() + MOST_AFTER_STOP_MS;
    if (performance.now() > end)
      throw new Problem(503, 'The service is stopping, and the table is not at its end. Send it again.');
  }
}
