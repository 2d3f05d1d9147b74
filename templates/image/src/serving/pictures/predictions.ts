import type { Request, Response } from 'express';
import { resultsOf } from '../answers/results.ts';
import type { Parts } from '../codec/dialects.ts';
import type { RequestBody } from '../http/body.ts';
import { filesIn, FORM_BODY } from '../http/form-file.ts';
import { JSON_BODY } from '../http/media-type.ts';
import type { Turn } from '../http/turn.ts';
import { wholeBody } from '../http/unpack.ts';
import type { PredictForm } from '../predict/request.ts';
import type { Answer, Batch, Prediction } from '../prediction.ts';
import type { Service } from '../service.ts';
import type { Asked } from './answer.ts';
import { askedIn, pictureAnswer } from './answer.ts';
import { drawn } from './drawn.ts';
import { MOST_PICTURES, picturesInJson } from './in-json.ts';
import { PICTURE_BODY } from './kinds.ts';
import { pictureOperation } from './operation.ts';
import type { GivenFile, PictureReader, ReadPicture } from './reader.ts';
import type { ImageSettings } from './settings.ts';

/** What is to be known of a picture when its answer is written; of tensors, what they asked for. */
type Form = { picture: ReadPicture; asked: Asked; areMany: boolean } | { tensors: PredictForm };

const PNG = 'image/png';

/** POST /predict with pictures: the file itself, a form with files, or base64 in JSON. Tensors stay possible. */
export function picturePredictions(
  service: Service,
  settings: ImageSettings,
  reader: PictureReader,
): Prediction<Form>[] {
  const { card, codec, config } = service;
  const { output } = settings;
  const outputs =
    output.kind === 'tensors' ? card.outputs : card.outputs.filter(({ name }) => name === output.output);

  async function* batchesOf(
    files: GivenFile[],
    areMany: boolean,
    request: Request,
    turn: Turn,
    at?: (index: number) => string,
  ): AsyncGenerator<Batch<Form>> {
    const asked = askedIn(request);
    for await (const picture of reader.readAll(files, turn, at))
      yield { inputs: [picture.tensor], outputs, form: { picture, asked, areMany } };
  }

  /** Whether the answer to one picture is to be a picture. */
  function isDrawn(form: Form, { req }: Response): boolean {
    const isOne = 'picture' in form && !form.areMany && output.kind === 'picture';
    return isOne && req.accepts([JSON_BODY.types[0]!, PNG]) === PNG;
  }

  async function partsOf(
    { tensors, outputs: specs, form }: Answer<Form>,
    turn: Turn,
    response: Response,
  ): Promise<Parts> {
    if (isDrawn(form, response)) {
      response.setHeader('Content-Type', PNG);
      return [await drawn(tensors[0]!, settings)];
    }
    if ('tensors' in form) return codec.write('predict', form.tensors, tensors, turn);
    const answer = pictureAnswer(output, tensors, form.picture, form.asked);
    return answer ? [JSON.stringify(answer)] : codec.write('predict', { outputs: specs }, tensors, turn);
  }

  /** All of them, or none: nothing is sent before the last one is answered. */
  async function* write(answers: AsyncIterable<Answer<Form>>, turn: Turn, response: Response) {
    const results: Parts[] = [];
    const notices = new Set<string>();
    let areMany = false;
    for await (const answer of answers) {
      const { form } = answer;
      if ('picture' in form) {
        areMany ||= form.areMany;
        if (form.picture.notice) notices.add(form.picture.notice);
      }
      results.push(await partsOf(answer, turn, response));
    }
    // Headers are Latin-1, and names are not.
    if (notices.size > 0) response.setHeader('X-Notice', encodeURI([...notices].join(' ')));
    yield* resultsOf(results, areMany);
  }

  const common = { path: '/predict', write };
  return [
    {
      ...common,
      accepts: PICTURE_BODY,
      async *read(body, turn, request) {
        const bytes = await fileIn(body, request, config.bodyLimit);
        yield* batchesOf([{ bytes, type: request.headers['content-type']! }], false, request, turn);
      },
    },
    {
      ...common,
      accepts: FORM_BODY,
      async *read(body, turn, request) {
        const files = await partsIn(body, request, turn);
        const areMany = files.length > 1;
        yield* batchesOf(files, areMany, request, turn, (index) => (areMany ? `/images/${index}` : '/image'));
      },
    },
    {
      ...common,
      ...pictureOperation(settings), // of all of them: it takes the place of what tensors alone had
      accepts: JSON_BODY,
      async *read(body, turn, request) {
        const { members, inputs, ...form } = await codec.read('step', await body.packed(), turn);
        if (!members) {
          yield { inputs, outputs: form.outputs, form: { tensors: form } };
          return;
        }
        const { files, areMany } = picturesInJson(members);
        const given = files.map((bytes) => ({ bytes }));
        yield* batchesOf(given, areMany, request, turn, (index) => (areMany ? `/images/${index}` : '/image'));
      },
    },
  ];
}

/** Where its length is known, nothing of it is read before there is room. */
async function fileIn(body: RequestBody, { headers }: Request, limit: number): Promise<Buffer> {
  return headers['content-encoding'] ? body.whole() : wholeBody(await body.packed(), limit);
}

/** The files of a form. Their names do not matter. */
async function partsIn(body: RequestBody, { headers }: Request, turn: Turn): Promise<GivenFile[]> {
  const files: GivenFile[] = [];
  for await (const { type, bytes } of filesIn(body, headers['content-type']!, { most: MOST_PICTURES })) {
    const pieces: Buffer[] = [];
    for await (const piece of bytes) {
      turn.hold(piece.length);
      pieces.push(piece);
    }
    files.push({ bytes: Buffer.concat(pieces), type });
  }
  return files;
}
