import path from 'node:path';
import { UserError } from '../../errors.ts';
import { compactJson } from '../../json.ts';
import type { Io } from '../../io/io.ts';
import type { Card } from '../../onnx/card/card.ts';
import {
  documentedExample,
  predict,
  predictFile,
  predictionFailed,
  type PredictOptions,
  type RequestFile,
  shorten,
} from './predict.ts';

/** The first request, and what came of it. */
export interface FirstPrediction {
  /** The body of POST /predict, or the file that was sent; undefined where there is none that could be. */
  request: unknown;
  /** As it came, JSON; absent where the model did not want the values. */
  answer?: string;
  /** What came instead. */
  rejection?: string;
}

/** What is asked first, and of whom. */
export interface Asked {
  card: Pick<Card, 'example' | 'exampleFile' | 'exampleOrigin'>;
  /** The name of the API. */
  name: string;
  /** The project's folder. */
  directory: string;
}

const SHOWN_CHARACTERS = 400;

/** Values that fit the signature and that the model rejects: 422; one that the service finds unfit: 400. */
const REJECTIONS = [400, 422];

/**
 * Sends the documented example to the service at `url` and shows both; one that is too long for the documentation comes
 * from its file. The model may reject the values, which is not a fault of the service: that is in the result.
 * @throws UserError  prediction-failed (exit 1) where there is no answer, or the service fails
 */
export async function firstPrediction(
  url: string,
  { card, name, directory }: Asked,
  io: Io,
  options: PredictOptions,
): Promise<FirstPrediction> {
  const documented = (await documentedExample(url, options.signal)) ?? card.example;
  const file: RequestFile | undefined =
    documented === undefined && card.exampleFile
      ? { ...card.exampleFile, route: `/v2/models/${name}/infer`, directory }
      : undefined;
  const request = documented ?? file;
  if (request === undefined) {
    io.say('notice: an example of this model would be too large; README.md shows how to call it');
    return { request };
  }
  const { status, text } = file
    ? await predictFile(url, file, options)
    : await predict(url, request, options);
  const where = url + (file?.route ?? '/predict');
  const isRejected = REJECTIONS.includes(status);
  if (status !== 200 && !isRejected) throw predictionFailed(where, { status, text });
  io.say('');
  io.say(`First prediction, POST ${where}:`);
  io.say(`  ${file ? `the content of ${file.path}` : shorten(compactJson(request), SHOWN_CHARACTERS)}`);
  io.say(`  ${shorten(text, SHOWN_CHARACTERS)}`);
  io.say('');
  return isRejected ? { request, rejection: text } : { request, answer: text };
}

/** What to do about an example that the model does not answer; the container runs on. */
export function notAnswered(url: string, { card, directory }: Asked, rejection: string): UserError {
  const here = path.relative(process.cwd(), directory) || '.';
  const isMadeUp = card.exampleOrigin === 'signature';
  return new UserError({
    code: 'example-not-answered',
    what: `The service runs, but its model does not answer ${isMadeUp ? 'the values that were made up for it' : `the example from ${card.exampleOrigin}`}`,
    where: `${url}/predict`,
    details: [shorten(rejection, 1000)],
    next: [
      `find values that it answers: open ${url}/docs, at POST /predict press "Try it out", change them, press "Execute"`,
      'keep that request as a file, example.json, and give it to the project, which then shows, tests and asks it:',
      `  ml-docker ${/\s/.test(here) ? JSON.stringify(here) : here} --example example.json`,
    ],
    exitCode: 1,
  });
}
