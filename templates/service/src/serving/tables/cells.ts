import type { ColumnValues } from '../../card.ts';
import type { Datatype, Element } from '../tensors/datatypes.ts';

/** What pandas.read_csv takes for a missing value, beside the empty cell. */
const MISSING = new Set(
  '#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split(
    '|',
  ),
);

/**
 * Whether a cell says that there is no value. In a column of texts only the empty one does, and only where the model
 * knows what to do then: a word may be a category there.
 */
export function isMissingCell(cell: string, { kind }: Datatype, values?: ColumnValues): boolean {
  if (kind === 'text') return cell === '' && values?.missing !== undefined;
  const word = cell.trim();
  return word === '' || MISSING.has(word);
}

/**
 * The value of a cell, as a tensor stores it; what stands for a missing one, where the model knows what to do then. Spaces
 * around a number do no harm.
 * @returns undefined where it is none of the datatype.
 */
export function elementOf(cell: string, type: Datatype, values?: ColumnValues): Element | undefined {
  const element = cell === '' && type.kind === 'text' && values ? undefined : given(cell, type);
  if (element !== undefined) return element;
  if (values?.missing !== undefined && isMissingCell(cell, type, values)) return type.read(values.missing);
  return type.kind === 'text' ? type.read(cell) : undefined;
}

function given(cell: string, type: Datatype): Element | undefined {
  switch (type.kind) {
    case 'text':
      return type.read(cell);
    case 'boolean':
      return booleanOf(cell.trim().toLowerCase(), type);
    case 'integer':
      return integerOf(cell.trim(), type);
    case 'float': {
      const number = numberIn(cell);
      return number === undefined ? undefined : type.read(number);
    }
  }
}

/** A decimal number, as pandas and people write it; Infinity where it is too large for 64 bits. */
export function numberIn(cell: string): number | undefined {
  const number = Number(cell);
  if (number === 0 && cell.trim() === '') return undefined;
  if (Number.isFinite(number)) return /[xob]/i.test(cell) ? undefined : number; // 0x10, 0b1, 0o7
  return /\d/.test(cell) && !Number.isNaN(number) ? number : undefined; // 1e999, but not Infinity
}

/** All its digits: Number would lose those beyond 2^53. pandas writes whole numbers as 22.0 where others are missing. */
function integerOf(cell: string, type: Datatype): Element | undefined {
  const short = cell.length < 16 ? numberIn(cell) : undefined;
  if (short !== undefined) return type.read(short);
  const digits = /^([+-]?\d+)(?:\.0*)?$/.exec(cell)?.[1];
  if (digits === undefined) return type.read(numberIn(cell));
  const number = Number(digits);
  return type.read(Number.isSafeInteger(number) ? number : BigInt(digits.replace('+', '')));
}

function booleanOf(word: string, type: Datatype): Element | undefined {
  if (word === 'true' || word === '1' || word === '1.0') return type.read(true);
  return word === 'false' || word === '0' || word === '0.0' ? type.read(false) : undefined;
}
