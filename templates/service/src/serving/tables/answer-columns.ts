import type { CardOutput } from '../../card.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { size, toFlatJson } from '../tensors/tensor.ts';

/** What an output becomes in a table: one column for a bare value, else one for each class or element. */
interface OutputColumns {
  /** Which of the outputs it is. */
  index: number;
  names: string[];
}

/** The columns of an answer, behind those of the table that was sent. */
export interface AnswerColumns {
  outputs: OutputColumns[];
  /** `error`, under a name that is free. */
  error: string;
  /** Outputs that have no value for each row. */
  omitted: string[];
}

/**
 * OUTPUT for a bare value, OUTPUT.CLASS for classes, OUTPUT.0, OUTPUT.1 … for elements; `_predicted` is added to a name that the
 * table has already.
 * @param tensors of an answer, from which their shapes are known.
 */
export function answerColumns(specs: CardOutput[], tensors: Tensor[], header: string[]): AnswerColumns {
  const taken = new Set(header);
  const outputs: OutputColumns[] = [];
  const omitted: string[] = [];
  specs.forEach((spec, index) => {
    const tensor = tensors[index]!;
    if (!tensor.byRow) return void omitted.push(spec.name);
    const names = partsOf(spec, tensor.shape).map((part) => freeName(spec.name + part, taken));
    outputs.push({ index, names });
  });
  return { outputs, error: freeName('error', taken), omitted };
}

function partsOf({ classes, zipmap }: CardOutput, [, ...below]: number[]): string[] {
  if (zipmap && classes) return classes.map((name) => `.${name}`);
  const count = size(below);
  return count === 1 && below.length <= 1
    ? ['']
    : Array.from({ length: count }, (_, place) => dotted(place, below));
}

/** `.1.0` is the first element of the second row. */
function dotted(place: number, shape: number[]): string {
  let rest = place;
  const places = [...shape].reverse().map((length) => {
    const at = rest % length;
    rest = Math.floor(rest / length);
    return `.${at}`;
  });
  return places.reverse().join('');
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free)) free += '_predicted';
  taken.add(free);
  return free;
}

/**
 * The values of an answer, as JSON has them: for each row one of each name.
 * @throws Error where an output has another number of elements than before.
 */
export function valuesOf({ outputs }: AnswerColumns, tensors: Tensor[], rows: number): unknown[][] {
  const values: unknown[][] = Array.from({ length: rows }, () => []);
  if (rows === 0) return values; // Nothing was run.
  for (const { index, names } of outputs) {
    const flat = toFlatJson(tensors[index]!);
    const width = names.length;
    if (flat.length !== rows * width) {
      const detail = `"${tensors[index]!.name}" has another number of elements in some rows.`;
      throw new Error(`${detail} Such an output cannot become columns: send the rows as JSON.`);
    }
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < width; column++) values[row]!.push(flat[row * width + column]);
  }
  return values;
}
