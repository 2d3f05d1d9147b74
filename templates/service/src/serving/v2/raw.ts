import type { Card } from '../../card.ts';
import { isFree } from '../../card.ts';
import { Faults, Problem } from '../problems.ts';
import { readBinary, readString } from '../tensors/binary.ts';
import { datatype } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { size } from '../tensors/tensor.ts';
import type { InferRequest } from './request.ts';

/**
 * Reads a raw binary request (Inference-Header-Content-Length: 0): the body is the one input's tensor and
 * nothing else. All outputs come back as bytes.
 * @throws Problem 400 where the model has no single input or its shape cannot be told from the number of bytes.
 */
export function readRawRequest(body: Buffer, card: Card): InferRequest {
  const spec = card.inputs[0];
  if (!spec || card.inputs.length > 1) {
    throw new Problem(
      400,
      `A raw binary request needs a model with one input; this one has ${card.inputs.length}.`,
    );
  }
  const faults = new Faults();
  const tensor =
    datatype(spec.datatype).kind === 'text'
      ? readOneString(spec, body)
      : readBinary({ ...spec, shape: shapeFrom(body.length, spec) }, body, '', faults);
  faults.raise();
  return { inputs: [tensor!], outputs: card.outputs.map((output) => ({ spec: output, binary: true })) };
}

/** The whole body is one string, without a length before it. */
function readOneString(spec: Card['inputs'][number], body: Buffer): Tensor {
  const shape = (spec.shape ?? [1]).map((dimension) => (isFree(dimension) ? 1 : (dimension as number)));
  if (size(shape) !== 1)
    throw new Problem(400, 'A raw binary request of BYTES holds one string; the model takes more.');
  const text = readString(body);
  if (text === undefined) throw new Problem(400, 'The body is not UTF-8, or it contains a NUL.');
  return { name: spec.name, datatype: spec.datatype, shape, data: [text] };
}

/** One free dimension follows from the number of bytes. Where there are two, the first is a batch of 1. */
function shapeFrom(bytes: number, spec: Card['inputs'][number]): number[] {
  const shape = [...(spec.shape ?? [-1])];
  if (shape.filter(isFree).length === 2 && isFree(shape[0]!)) shape[0] = 1;
  if (shape.filter(isFree).length > 1) {
    throw new Problem(
      400,
      'A raw binary request needs a model with at most one free dimension besides the batch.',
    );
  }
  const known = size(shape.map((dimension) => (isFree(dimension) ? 1 : (dimension as number))));
  const free = known === 0 ? 0 : Math.floor(bytes / datatype(spec.datatype).bytes / known);
  return shape.map((dimension) => (isFree(dimension) ? free : (dimension as number)));
}
