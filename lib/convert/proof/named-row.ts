import { asRow } from '../../onnx/card/example.ts';
import type { Proved } from './prove.ts';

/** One row for people: `{COLUMN: value}` where the columns have names, else `{INPUT: values}`. */
export function namedRow({ inputs, card }: Pick<Proved, 'inputs' | 'card'>, row: number) {
  const own = Object.entries(inputs).map(([name, values]) => [name, values[row]] as const);
  const asked = { inputs: Object.fromEntries(own.map(([name, value]) => [name, [value]])) };
  const { rows } = asRow(asked, card);
  return (Array.isArray(rows) ? rows[0] : Object.fromEntries(own)) as Record<string, unknown>;
}
