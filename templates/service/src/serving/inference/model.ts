import type { CardOutput } from '../../card.ts';
import { Problem } from '../problems.ts';
import { datatype } from '../tensors/datatypes.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { WireTensor } from './messages.ts';
import { isMissingLocale, provideLocale } from './native-environment.ts';
import { kernelReason, loadReason } from './reason.ts';

/** The model, in whichever thread it is loaded: it does one run at a time. */
export interface Model {
  /** How long ONNX Runtime took to load it. */
  readonly loadSeconds: number;
  /**
   * Runs the model once. The inputs are not to be used afterwards.
   * @throws Problem 422 where the model rejects the values, 503 where its thread died.
   */
  run(inputs: readonly Tensor[], outputs: readonly CardOutput[]): Promise<Run>;
  /** Lets the model go, after the run that it may be in. */
  release(): Promise<void>;
}

export interface Run {
  /** One per output that was asked for, in that order. */
  outputs: Tensor[];
  seconds: number;
}

export function wired(inputs: readonly Tensor[]): Record<string, WireTensor> {
  const entries = inputs.map(({ name, datatype: type, shape, data }): [string, WireTensor] => [
    name,
    { type: datatype(type).runtime, shape, data },
  ]);
  return Object.fromEntries(entries);
}

/** @param given one per output, in that order. */
export function unwired(outputs: readonly CardOutput[], given: readonly WireTensor[]): Tensor[] {
  return outputs.map(({ name, datatype: type }, index) => {
    const { shape, data } = given[index]!;
    return { name, datatype: type, shape, data };
  });
}

/** @param message ONNX Runtime's, of a kernel that failed. */
export function rejection(message: string): Problem {
  return new Problem(422, `The model rejected these values: ${kernelReason(message)}`);
}

/**
 * Loads again where only the locale was missing.
 * @param message ONNX Runtime's, of a model that it refuses.
 * @throws Error with its reason.
 */
export function loadOnceMore<Loaded>(message: string, load: () => Promise<Loaded>): Promise<Loaded> {
  if (isMissingLocale(message) && provideLocale()) return load();
  throw new Error(`The model cannot be loaded: ${loadReason(message)}`);
}
