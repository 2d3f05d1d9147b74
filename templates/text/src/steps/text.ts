import { join } from 'node:path';
import type { Request } from 'express';
import { modelDirectory } from '../card.ts';
import { JSON_BODY } from '../serving/http/media-type.ts';
import { predictAnswer } from '../serving/predict/answer.ts';
import type { PredictForm } from '../serving/predict/request.ts';
import type { Batch } from '../serving/prediction.ts';
import { prediction } from '../serving/prediction.ts';
import type { Step } from '../serving/step.ts';
import type { Encoded } from '../serving/texts/answer.ts';
import { textAnswer } from '../serving/texts/answer.ts';
import { TextEncoder } from '../serving/texts/encode.ts';
import { textsInJson } from '../serving/texts/in-json.ts';
import { readSettings } from '../serving/texts/settings.ts';
import { textTensors } from '../serving/texts/tensors.ts';
import { topIn } from '../serving/answers/top.ts';

/** What is to be known of a text when its answer is written; of tensors, what they asked for. */
type Form = { encoded: Encoded; top: number; areMany: boolean } | { tensors: PredictForm };

/** POST /predict with texts: `{"text": …}`, `{"text": …, "pair": …}`, `{"texts": […]}`. Tensors stay possible. */
const text: Step = (service, preprocess) => {
  const { card, codec } = service;
  const settings = readSettings(preprocess, card);
  const { output, pad } = settings;
  const encoder = new TextEncoder(join(modelDirectory, settings.tokenizer), settings);
  const outputs =
    output.kind === 'tensors' ? card.outputs : card.outputs.filter(({ name }) => name === output.output);

  async function* batches(members: Record<string, unknown>, request: Request): AsyncGenerator<Batch<Form>> {
    const { texts, areMany, mayCut } = textsInJson(members);
    const top = topIn(request.query);
    for (const [index, one] of texts.entries()) {
      const at = areMany ? `/texts/${index}` : '/text';
      const encoding = await encoder.encode(one, mayCut ? undefined : at);
      const filled = pad.side === 'left' && pad.length !== undefined ? pad.length - encoding.getLength() : 0;
      yield {
        inputs: textTensors(encoding, settings, card, encoder.padId),
        outputs,
        form: { encoded: { text: one, encoding, filled }, top, areMany },
      };
    }
  }

  return prediction<Form>(service, {
    path: '/predict',
    accepts: JSON_BODY,
    async *read(body, turn, request) {
      const {
        members,
        inputs,
        outputs: selected,
        rows,
      } = await codec.read('step', await body.packed(), turn);
      if (members) yield* batches(members, request);
      else {
        const tensors = rows === undefined ? { outputs: selected } : { outputs: selected, rows };
        yield { inputs, outputs: selected, form: { tensors } };
      }
    },
    async *write(answers) {
      const results: unknown[] = [];
      let areMany = false;
      for await (const { tensors, outputs: specs, form } of answers) {
        if ('tensors' in form) results.push(predictAnswer(form.tensors, tensors));
        else {
          areMany ||= form.areMany;
          results.push(textAnswer(output, tensors, specs, form.encoded, form.top));
        }
      }
      yield JSON.stringify(areMany ? { results } : results[0]);
    },
  });
};

export default text;
