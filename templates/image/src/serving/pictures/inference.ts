import type { Prediction } from '../prediction.ts';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';
import type { Elements } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { inferBodyOf, inferPrediction } from '../v2/infer-prediction.ts';
import type { InferForm } from '../v2/request.ts';
import type { PictureReader } from './reader.ts';
import type { ImageSettings } from './settings.ts';

/** /v2, where BYTES [N] may come in place of the picture's tensor: N files, which are one batch. */
export function pictureInference(
  service: Service,
  { input }: ImageSettings,
  reader: PictureReader,
): Prediction<InferForm> {
  const { card, codec } = service;
  const [batch] = card.inputs.find(({ name }) => name === input)!.shape!;
  return {
    ...inferPrediction(service),
    async read(body, turn, request) {
      const whole = { ...(await inferBodyOf(body, request)), takesFiles: input };
      const { inputs, files, ...form } = await codec.read('infer', whole, turn);
      const outputs = form.outputs.map(({ spec }) => spec);
      if (!files) return { inputs, outputs, form };
      if (typeof batch === 'number' && batch > 0 && batch !== files.length)
        throw new Problem(400, `The model takes ${batch} pictures at a time, not ${files.length}.`);
      const given = files.map((file) => ({ bytes: Buffer.from(file.buffer, file.byteOffset, file.length) }));
      const tensors: Tensor[] = [];
      for await (const { tensor } of reader.readAll(given, turn, (index) => `/inputs/0/data/${index}`, true))
        tensors.push(tensor);
      return { inputs: [joined(tensors)], outputs, form };
    },
  };
}

/** @throws Problem 400 where they are of several sizes. */
function joined(tensors: Tensor[]): Tensor {
  const [first] = tensors as [Tensor];
  if (tensors.length === 1) return first;
  const [, ...shape] = first.shape;
  const other = tensors.find((one) => String(one.shape.slice(1)) !== String(shape));
  if (other)
    throw new Problem(
      400,
      'The pictures of one batch have to be of one size, as this model takes any. Send each alone.',
    );
  type Numbers = Exclude<Elements, string[]>;
  const { length } = first.data;
  const make = first.data.constructor as new (length: number) => Numbers;
  const data = new make(length * tensors.length);
  tensors.forEach((one, index) => data.set(one.data as never, index * length));
  return { ...first, shape: [tensors.length, ...shape], data };
}
