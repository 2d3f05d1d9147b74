import type { Request } from 'express';
import { filesIn, FORM_BODY } from '../serving/http/form-file.ts';
import { JSON_BODY } from '../serving/http/media-type.ts';
import type { Turn } from '../serving/http/turn.ts';
import type { Asked } from '../serving/pictures/answer.ts';
import { askedIn, pictureAnswer } from '../serving/pictures/answer.ts';
import { picturesInJson } from '../serving/pictures/in-json.ts';
import { PICTURE_BODY } from '../serving/pictures/kinds.ts';
import type { Prepared } from '../serving/pictures/prepare.ts';
import { readSettings } from '../serving/pictures/settings.ts';
import { pictureTensor } from '../serving/pictures/tensor.ts';
import { PictureThreads } from '../serving/pictures/threads.ts';
import { predictAnswer } from '../serving/predict/answer.ts';
import type { PredictForm } from '../serving/predict/request.ts';
import type { Answer, Batch } from '../serving/prediction.ts';
import { prediction } from '../serving/prediction.ts';
import type { Step } from '../serving/step.ts';

/** What is to be known of a picture when its answer is written; of tensors, what they asked for. */
type Form =
  { picture: Pick<Prepared, 'given' | 'placed'>; asked: Asked; areMany: boolean } | { tensors: PredictForm };

/** POST /predict with pictures: the file itself, a form with files, or base64 in JSON. Tensors stay possible. */
const image: Step = (service, preprocess) => {
  const { card, codec, config } = service;
  const settings = readSettings(preprocess, card);
  const { output } = settings;
  const threads = new PictureThreads(settings, config);
  const outputs =
    output.kind === 'tensors' ? card.outputs : card.outputs.filter(({ name }) => name === output.output);
  const path = '/predict';

  async function batchOf(file: Buffer, areMany: boolean, request: Request, turn: Turn): Promise<Batch<Form>> {
    const asked = askedIn(request);
    const prepared = await threads.prepare(file, turn);
    const { given, placed } = prepared;
    return {
      inputs: [pictureTensor(prepared, settings, card)],
      outputs,
      form: { picture: { given, placed }, asked, areMany },
    };
  }

  /** All of them, or none: nothing is sent before the last one is answered. */
  async function* write(answers: AsyncIterable<Answer<Form>>): AsyncGenerator<string> {
    const results: unknown[] = [];
    let areMany = false;
    for await (const { tensors, outputs: specs, form } of answers) {
      if ('tensors' in form) results.push(predictAnswer(form.tensors, tensors));
      else {
        areMany ||= form.areMany;
        results.push(pictureAnswer(output, tensors, specs, form.picture, form.asked));
      }
    }
    yield JSON.stringify(areMany ? { results } : results[0]);
  }

  return prediction(
    service,
    {
      path,
      accepts: PICTURE_BODY,
      async *read(body, turn, request) {
        yield await batchOf(await body.whole(), false, request, turn);
      },
      write,
    },
    {
      path,
      accepts: FORM_BODY,
      async *read(body, turn, request) {
        const files: Buffer[] = [];
        for await (const { bytes } of filesIn(body, request.headers['content-type']!, { most: 1000 })) {
          const pieces: Buffer[] = [];
          for await (const piece of bytes) {
            turn.hold(piece.length);
            pieces.push(piece);
          }
          files.push(Buffer.concat(pieces));
        }
        for (const file of files) yield await batchOf(file, files.length > 1, request, turn);
      },
      write,
    } satisfies Parameters<typeof prediction<Form>>[1] as never,
    {
      path,
      accepts: JSON_BODY,
      async *read(body, turn, request) {
        const {
          members,
          inputs,
          outputs: selected,
          rows,
        } = await codec.read('step', await body.packed(), turn);
        if (!members) {
          yield {
            inputs,
            outputs: selected,
            form: { tensors: rows === undefined ? { outputs: selected } : { outputs: selected, rows } },
          };
          return;
        }
        const { files, areMany } = picturesInJson(members);
        for (const file of files) yield await batchOf(file, areMany, request, turn);
      },
      write,
    } satisfies Parameters<typeof prediction<Form>>[1] as never,
  );
};

export default image;
