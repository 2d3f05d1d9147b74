#!/usr/bin/env node
/*
 * `docker run -i --rm IMAGE predict < in.csv > out.csv`, and `npm run predict`: answers a table from stdin on stdout, of any
 * length, by the code that answers it over HTTP. What there is to say goes to stderr. Exit codes: 0; 2 where the table has
 * faults, in which case its last line says so where an answer was begun; 1 for all else.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { readCard } from '../card.ts';
import { readConfig } from '../config.ts';
import { answersTo } from './batches.ts';
import { orExit } from './exit.ts';
import { Inference } from './inference/inference.ts';
import { readPace, readProven } from './inference/proven.ts';
import { createMetrics } from './metrics.ts';
import { Problem } from './problems.ts';
import { rowsOfARun } from './tables/chunk.ts';
import { readCsv } from './tables/csv.ts';
import type { TableFault } from './tables/faults.ts';
import { sentence } from './tables/faults.ts';
import { CSV, JSON_ROWS, NDJSON } from './tables/formats.ts';
import { heldBack } from './tables/held-back.ts';
import { takesTables } from './tables/layout.ts';
import { readNdjson } from './tables/ndjson.ts';
import { textOf } from './tables/text.ts';
import { written } from './tables/written.ts';

const HELP = `predict < in.csv > out.csv

  --ndjson  reads one JSON object a line, and writes such
  --json    writes {"rows": […]}
  --mark    answers every row, and says in a column what is wrong with one
`;

const { values } = await orExit(() =>
  parseArgs({
    options: {
      ndjson: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      mark: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }),
);
if (values.help || process.stdin.isTTY) {
  process.stderr.write(HELP);
  process.exit(values.help ? 0 : 1);
}

// As the first process of a container it would hear neither otherwise.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.stdout.on('error', () => process.exit(1)); // Nobody reads on, as behind `| head`.

const card = readCard();
const config = await orExit(() => readConfig({ ...process.env, PROCESSES: '1' }, card));
const log = pino({ level: 'warn' }, pino.destination({ fd: 2, sync: true })); // stdout is the answer's
const inference = new Inference(card, config, log, createMetrics());
const began = performance.now();
let rows = 0;
try {
  if (!takesTables(card)) throw new Error('This model takes no tables.');
  await inference.start(readProven(card), readPace(card));
  for await (const piece of answers()) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
  say(`${rows.toLocaleString('en')} rows in ${((performance.now() - began) / 1000).toFixed(1)} s`);
} catch (error) {
  tell(error as Error);
} finally {
  await inference.stop();
}

/** The same that answers over HTTP; nobody waits here but the reader of stdout. */
function answers(): AsyncIterable<Uint8Array> {
  const usual = values.ndjson ? NDJSON : CSV;
  const format = values.json ? JSON_ROWS : usual;
  const reading = {
    card,
    most: rowsOfARun(card, inference.joins),
    longest: config.bodyLimit,
    marks: values.mark,
  };
  const text = textOf(process.stdin as AsyncIterable<Buffer>);
  const batches = values.ndjson ? readNdjson(text, reading) : readCsv(text, reading);
  const nobody = { isGone: false, left: config.deadline, begin() {}, hold() {}, release() {} };
  const counted = count(answersTo(batches, { card, inference }, nobody));
  const writing = { card, inference, format, marks: values.mark, notice: say };
  return heldBack(written(counted, writing), nobody, format.broken);
}

async function* count<One extends { form: { rows: unknown[] } }>(
  all: AsyncIterable<One>,
): AsyncGenerator<One> {
  let told = began;
  for await (const one of all) {
    rows += one.form.rows.length;
    yield one;
    if (performance.now() - told < 5000) continue;
    told = performance.now();
    say(`${rows.toLocaleString('en')} rows`);
  }
}

/** Why there is no answer, or no whole one. */
function tell(error: Error): void {
  const isFault = error instanceof Problem && error.status < 500;
  process.exitCode = isFault ? 2 : 1;
  say(error.message);
  const faults = error instanceof Problem ? (error.errors ?? []) : [];
  for (const fault of faults.slice(1)) say(sentence(fault as TableFault));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
