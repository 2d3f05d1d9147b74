import { existsSync } from 'node:fs';
import { datatypeOf } from '../onnx/model/datatypes.ts';
import type { Card } from '../onnx/card/card.ts';
import type { Io } from '../io/io.ts';
import { compareOutput, type Comparison, comparisonLines } from './comparison.ts';
import type { AskModel, Proved } from './proof/prove.ts';

/** The model that a converted one is to take the place of. */
export interface Previous {
  /** The ONNX file, absolute. */
  file: string;
  card: Card;
}

/** Tells how the new model differs from the previous one; that the two cannot be compared is no reason to stop. */
export async function compareAndTell(
  proved: Proved,
  { previous, sha256, ask }: { previous: Previous | undefined; sha256: string; ask: AskModel },
  io: Io,
): Promise<Comparison | undefined> {
  if (previous === undefined || previous.card.source.sha256 === sha256) return undefined;
  const compared = await compareWithPrevious(proved, previous, ask);
  if (typeof compared === 'string') {
    io.say(`notice: not compared with ${previous.card.source.file}, the previous model: ${compared}`);
    return undefined;
  }
  for (const line of comparisonLines(compared)) io.say(line);
  return compared;
}

/**
 * Asks the previous model the rows that the new one was asked. Those at thresholds of the new one's trees are left out:
 * they say nothing of the other.
 * @returns why it cannot be asked, where it cannot
 */
export async function compareWithPrevious(
  proved: Proved,
  { file, card }: Previous,
  ask: AskModel,
): Promise<Comparison | string> {
  const inputs = inputsFor(card, proved);
  if (inputs === undefined) return 'it takes other inputs';
  if (!existsSync(file)) return 'its file is gone';
  const asked = await ask({ model: file, card, inputs, rows: proved.kinds.length });
  if (asked.outputs === undefined) return asked.refusal;
  const before = asked.outputs;
  const rows = [...proved.kinds.keys()].filter((row) => proved.kinds[row] !== 'threshold');
  const both = proved.card.outputs.filter(({ name }) => before[name] !== undefined);
  const outputs = both.map(({ name, datatype }) => {
    const isNumber = datatypeOf(datatype).kind === 'float';
    return compareOutput({ name, isNumber, before: before[name]!, rows }, proved);
  });
  return { previous: card.source.file, rows: rows.length, outputs };
}

/** The same rows as the other model takes them: by the names of columns where both have them, else of inputs. */
function inputsFor(card: Card, { inputs, card: from }: Proved): Record<string, unknown[]> | undefined {
  const values = byColumn(inputs, from);
  const columns = card.columns?.map(({ name }) => values?.get(name));
  if (columns?.every((column) => column !== undefined) === true) {
    const only = card.inputs.length === 1 ? card.inputs[0] : undefined;
    const rows = columns[0]?.map((_, row) => columns.map((column) => column[row])) ?? [];
    if (only !== undefined) return { [only.name]: rows };
    return Object.fromEntries(card.inputs.map(({ name }, i) => [name, rows.map((row) => [row[i]])]));
  }
  const own = card.inputs.map(({ name }) => [name, inputs[name]] as const);
  return own.every(([, tensor]) => tensor !== undefined)
    ? (Object.fromEntries(own) as Record<string, unknown[]>)
    : undefined;
}

/** The values of each column of a table, by its name. */
function byColumn(inputs: Record<string, unknown[]>, { columns, inputs: tensors }: Card) {
  return (
    columns &&
    new Map(
      columns.map(({ name }, i) => {
        const [tensor, place] = tensors.length === 1 ? [tensors[0]!, i] : [tensors[i]!, 0];
        return [name, (inputs[tensor.name] as unknown[][]).map((row) => row[place])];
      }),
    )
  );
}
