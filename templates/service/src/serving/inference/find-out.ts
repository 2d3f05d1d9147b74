import type { Card } from '../../card.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { measure } from './measure.ts';
import type { Model } from './model.ts';
import type { Proof } from './proof.ts';
import { proveBatching } from './proof.ts';
import type { Proven } from './proven.ts';
import { proveRows } from './rows.ts';
import type { Example } from './warm-up.ts';
import { warmUp, warmUpAsBefore } from './warm-up.ts';

/** What is known of a model before it serves. */
export interface Found {
  /** The first example that the model answered; undefined where it has answered none. */
  example: Example | undefined;
  /** Why the model did not answer the example of the card; undefined where it did. */
  rejection: Error | undefined;
  /** For model/proof.json. */
  proven: Proven;
  /** Whether all of it was known before. */
  isKnown: boolean;
}

interface Settings {
  /** The most rows that are joined; 0 never joins. */
  batch: number;
  /** Then nothing more is found out. */
  isStopping: () => boolean;
}

/**
 * Runs the model until it has answered an example, and finds out of it what has to be known: which outputs have a value for
 * each row, whether requests may be joined, and how long runs take.
 * @param known what was found out before: then one run shows whether it still holds.
 * @throws Error where the model cannot be run at all.
 */
export async function findOut(
  card: Card,
  model: Model,
  known: Proven | undefined,
  { batch, isStopping }: Settings,
): Promise<Found> {
  const run = (inputs: Tensor[]) => model.run(inputs, card.outputs);
  const asBefore = known && (await warmUpAsBefore(card, known, run));
  const { example, rejection, attempt = null } = asBefore ?? (await warmUp(card, run));
  if (asBefore) return { example, rejection, proven: { ...known, attempt }, isKnown: true };
  const mayGoOn = (): boolean => example !== undefined && !isStopping();

  const outputsOf = async (inputs: Tensor[]) => (await run(inputs)).outputs;
  const byRow = mayGoOn() ? await provedRows(card, example!.request.inputs, outputsOf) : undefined;
  const joining: Proof =
    mayGoOn() && batch > 0
      ? await proveBatching(card, example!.request.inputs, run)
      : { batching: false, reason: example ? 'not looked at' : 'there is no example that the model answers' };
  const pace = mayGoOn()
    ? await measure(model, example!, card.outputs, joining.batching ? batch : 0)
    : undefined;
  const proven = {
    attempt,
    ...(rejection && { rejection: rejection.message }),
    ...(byRow && { byRow: [...byRow] }),
    joining,
    ...(pace && { pace }),
  };
  return { example, rejection, proven, isKnown: false };
}

/** Undefined where a run fails, which says nothing of the rows: the next request proves it. */
export function provedRows(
  card: Card,
  example: readonly Tensor[],
  run: (inputs: Tensor[]) => Promise<Tensor[]>,
): Promise<ReadonlySet<string> | undefined> {
  return proveRows(card, example, run).catch(() => undefined);
}
