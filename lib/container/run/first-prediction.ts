import { compactJson } from '../../json.ts';
import type { Io } from '../../io/io.ts';
import type { Card } from '../../onnx/card/card.ts';
import { documentedExample, predict, predictionFailed, shorten, type PredictOptions } from './predict.ts';

/** The first request, and what came of it. */
export interface FirstPrediction {
  request: unknown;
  /** As it came, JSON; absent where the model did not want the values of a made-up example. */
  answer?: string;
}

const SHOWN_CHARACTERS = 400;

/** Values that fit the signature and that the model rejects: 422; one that the service finds unfit: 400. */
const REJECTIONS = [400, 422];

/**
 * Sends the documented example to the service at `url` and shows both. An example that was made up from the signature
 * may be one that the model rejects, which is no fault of the service: then that is said.
 * @throws UserError  prediction-failed (exit 1) where there is no answer, or where the example is the user's own
 */
export async function firstPrediction(
  url: string,
  card: Pick<Card, 'example' | 'exampleOrigin'>,
  io: Io,
  options: PredictOptions,
): Promise<FirstPrediction> {
  const request = (await documentedExample(url, options.signal)) ?? card.example;
  const { status, text } = await predict(url, request, options);
  const isRejected = REJECTIONS.includes(status) && card.exampleOrigin === 'signature';
  if (status !== 200 && !isRejected) throw predictionFailed(`${url}/predict`, { status, text });
  io.say('');
  io.say(`First prediction, POST ${url}/predict:`);
  io.say(`  ${shorten(compactJson(request), SHOWN_CHARACTERS)}`);
  io.say(`  ${shorten(text, SHOWN_CHARACTERS)}`);
  io.say('');
  if (!isRejected) return { request, answer: text };
  io.say(
    `notice: the service runs, but its model does not answer these values (${status}): they were made up`,
  );
  io.say('  send some of your own on the page below, and keep them: ml-docker . --example FILE');
  return { request };
}
