/*
 * `npm run record`: loads the model in a process of its own and keeps its answers as the golden ones that `npm test`
 * compares with. The requests are those of test/golden.json as far as the model takes them, else the example.
 * `npm run record -- --force` also replaces answers that came from elsewhere. What a start of the service would have to
 * find out about the model goes to model/proof.json.
 */
import { constants, copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCard } from '../../card.ts';
import { prove } from '../prove.ts';
import { stringifyJson } from '../tensors/json.ts';
import { recordedAnswers } from './answers.ts';
import type { Golden } from './golden.ts';
import { goldenFile, readGolden } from './golden.ts';
import type { Body } from './predict.ts';
import { answeredExample, predict } from './predict.ts';
import type { Running } from './start.ts';
import { startService } from './start.ts';

/** A longer file is not indented: that would make it several times as long. */
const MOST_INDENTED = 100_000;

try {
  await record(parseArgs({ options: { force: { type: 'boolean', default: false } } }).values.force);
  await prove(readCard());
} catch (error) {
  console.error(`Nothing was recorded.\n${(error as Error).message}`);
  process.exitCode = 1;
}

async function record(isForced: boolean): Promise<void> {
  const card = readCard();
  const before = readGolden();
  const isOfModel = before?.model === undefined || before.model.sha256 === card.source.sha256;
  if (before && before.source !== 'recorded' && isOfModel && !isForced) {
    console.log(
      `test/golden.json stays as it is: its answers come from ${before.source}, which proves more than`,
    );
    console.log('the answers of the model itself. To record those instead: npm run record -- --force');
    return;
  }
  const service = await start();
  try {
    const requests = await keptRequests(before, service);
    const isComplete = requests.length === (before?.cases.length ?? 0);
    if (requests.length === 0) requests.push(await answeredExample(service, card));
    const golden = await recordedAnswers(requests, service, card);
    if (before && (before.source !== 'recorded' || !isComplete)) keep(before);
    write(golden);
    const count = golden.cases.length === 1 ? 'one answer' : `${golden.cases.length} answers`;
    console.log(`test/golden.json: ${count} of ${card.source.file}.`);
  } finally {
    await service.stop();
  }
}

function start(): Promise<Running> {
  return startService().catch((error: Error) => {
    throw new Error([error.message, ...nextStep(error.message)].join('\n'));
  });
}

/** What to do about a service that does not start. */
function nextStep(message: string): string[] {
  if (message.includes('Cannot find package')) return ['Install the packages: npm ci'];
  if (!/^(The model|FATAL ERROR)|was ended by SIG/m.test(message)) return []; // It says so itself.
  return ['What the file holds: ml-docker inspect model/model.onnx. Another model: ml-docker model FILE'];
}

/** The requests of test/golden.json that the model takes; each of the others is told. */
async function keptRequests(before: Golden | undefined, service: Running): Promise<Body[]> {
  const kept: Body[] = [];
  for (const [index, { request }] of (before?.cases ?? []).entries()) {
    const { refusal } = await predict(service, request);
    if (refusal === undefined) kept.push(request);
    else console.log(`/cases/${index} is left out, as the model does not take its request. ${refusal}`);
  }
  return kept;
}

/** Copies test/golden.json to a name beside it that is free, by the hash of the model that it is of. */
function keep({ model }: Golden): void {
  const of = /^[0-9a-f]{8}/.exec(model?.sha256 ?? '')?.[0] ?? 'before';
  for (let count = 1; ; count++) {
    const name = `golden.${of}${count === 1 ? '' : `-${count}`}.json`;
    try {
      copyFileSync(goldenFile, join(dirname(goldenFile), name), constants.COPYFILE_EXCL);
      return console.log(`What test/golden.json was is kept in test/${name}.`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** All or nothing: a file that is only half written would be taken for the answers. */
function write(golden: Golden): void {
  const text = stringifyJson(golden);
  const unfinished = `${goldenFile}.${process.pid}`;
  try {
    writeFileSync(unfinished, `${text.length > MOST_INDENTED ? text : stringifyJson(golden, 2)}\n`);
    renameSync(unfinished, goldenFile);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
