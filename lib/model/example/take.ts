import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { GivenExample } from './given.ts';
import { readExample } from './read.ts';
import { goldenOf } from './golden.ts';
import { readTestDataSet, testDataSetBeside } from './test-data-set.ts';
import type { Io } from '../../io/io.ts';
import type { Card } from '../../onnx/card/card.ts';
import { asRow, MOST_IN_CARD } from '../../onnx/card/example.ts';
import { elementsIn, givenFile } from '../../onnx/card/example-file.ts';
import type { ChosenModel } from '../model.ts';

/** Where an example may come from. */
export interface ExampleSource {
  /** A file or folder, by flag. */
  given: string | undefined;
  cwd: string;
  /** Absolute path of the model's own file, where it was just chosen. */
  file: string | undefined;
}

/**
 * Gives a model the example that somebody has for it, best first: by flag, or a test data set that lies beside the file.
 * With it come the right answers, where it holds them.
 * @throws UserError  for an example by flag that cannot be read, or does not fit the model
 */
export async function takeExample(
  model: ChosenModel,
  { given, cwd, file }: ExampleSource,
  io: Io,
): Promise<ChosenModel> {
  const example =
    given === undefined ? await besideModel(file, model, io) : await readExample(given, cwd, model.card);
  if (example === undefined) return model;
  const golden = goldenOf(example, model.card);
  const known = golden === undefined ? 'the example' : 'the example, and its answer as test/golden.json';
  if (given === undefined) io.say(`${example.origin} beside the model: taken as ${known}`);
  return { ...model, ...kept(model.card, example), ...(golden && { golden }) };
}

/** In the card where it is short enough, else in a file of its own. */
function kept(before: Card, { request, origin }: GivenExample): Pick<ChosenModel, 'card' | 'exampleBytes'> {
  const card: Card = { ...before, exampleOrigin: origin };
  delete card.example;
  delete card.exampleFile;
  const example = asRow(request, card);
  const isLong = 'inputs' in example && elementsIn(example.inputs) > MOST_IN_CARD;
  if (!isLong) return { card: { ...card, example } };
  const { path: file, headerLength, body } = givenFile(card.inputs, request);
  return { card: { ...card, exampleFile: { path: file, headerLength } }, exampleBytes: body() };
}

/** One that was not asked for is no reason to stop. */
async function besideModel(
  file: string | undefined,
  { card, golden }: ChosenModel,
  io: Io,
): Promise<GivenExample | undefined> {
  const folder = file === undefined || golden !== undefined ? undefined : testDataSetBeside(file);
  if (folder === undefined) return undefined;
  try {
    return await readTestDataSet(folder, card);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = [error.message, ...error.details].join(': ');
    io.say(`notice: ${path.basename(folder)} beside the model is left out. ${reason}`);
    return undefined;
  }
}
