import type { Request } from 'express';
import { resultsOf } from '../answers/results.ts';
import { topIn } from '../answers/top.ts';
import type { Parts } from '../codec/dialects.ts';
import { JSON_BODY } from '../http/media-type.ts';
import type { Turn } from '../http/turn.ts';
import type { PredictForm } from '../predict/request.ts';
import type { Answer, Batch, Prediction } from '../prediction.ts';
import type { Service } from '../service.ts';
import type { Encoded } from './answer.ts';
import { textAnswer } from './answer.ts';
import { textsInJson } from './in-json.ts';
import type { TextModel } from './model.ts';
import { textOperation } from './openapi.ts';

/** What is to be known of a text when its answer is written; of tensors, what they asked for. */
type Form = { encoded: Encoded; top: number; areMany: boolean } | { tensors: PredictForm };

/** POST /predict with texts: `{"text": …}`, `{"text": …, "pair": …}`, `{"texts": […]}`. Tensors stay possible. */
export function textPrediction(service: Service, model: TextModel): Prediction<Form> {
  const { codec } = service;
  const { settings, encoder } = model;
  const { output } = settings;

  async function* batches(
    members: Record<string, unknown>,
    request: Request,
    turn: Turn,
  ): AsyncGenerator<Batch<Form>> {
    const { texts, areMany, mayCut } = textsInJson(members, encoder.longest, output.kind !== 'entities');
    const top = topIn(request.query);
    for (const [index, text] of texts.entries()) {
      const at = areMany ? `/texts/${index}` : '/text';
      const tokens = await encoder.encode(text, at, mayCut, turn);
      const { inputs, outputs, filled } = model.batch(tokens);
      yield { inputs, outputs, form: { encoded: { text, tokens, filled }, top, areMany } };
    }
  }

  async function partsOf({ tensors, outputs, form }: Answer<Form>, turn: Turn): Promise<Parts> {
    if ('tensors' in form) return codec.write('predict', form.tensors, tensors, turn);
    const answer = textAnswer(output, tensors[0]!, form.encoded, form.top);
    return answer ? [JSON.stringify(answer)] : codec.write('predict', { outputs }, tensors, turn);
  }

  return {
    path: '/predict',
    accepts: JSON_BODY,
    abreast: model.abreast,
    async *read(body, turn, request) {
      const { members, inputs, ...form } = await codec.read('step', await body.packed(), turn);
      if (members) yield* batches(members, request, turn);
      else yield { inputs, outputs: form.outputs, form: { tensors: form } };
    },
    /** All of them, or none: nothing is sent before the last one is answered. */
    async *write(answers, turn) {
      const results: Parts[] = [];
      let areMany = false;
      for await (const answer of answers) {
        areMany ||= 'areMany' in answer.form && answer.form.areMany;
        results.push(await partsOf(answer, turn));
      }
      yield* resultsOf(results, areMany);
    },
    ...textOperation(settings),
  };
}
