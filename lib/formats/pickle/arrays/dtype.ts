import { itemsOf } from '../tree.ts';
import { Dict, Made, Name, Tuple, type Value } from '../interpreter/value.ts';

/** A datatype of NumPy. */
export interface Dtype {
  /** '?' 'i' 'u' 'f' 'c' 'U' 'S' 'V' 'O' 'M' 'm' */
  kind: string;
  /** Of one element, in bytes. */
  size: number;
  isBigEndian: boolean;
}

// The types that numpy.dtype is called with in a pickle: a kind and a number of bytes; of U a number of characters.
const CODE = /^([biufcSUVOMm?])(\d{1,6})$/;

/**
 * What a call of numpy.dtype in a pickle means; undefined for what NumPy itself does not write.
 * https://github.com/numpy/numpy/blob/main/numpy/_core/src/multiarray/descriptor.c (arraydescr_reduce, …_setstate)
 */
export function dtypeOf(value: Value | undefined): Dtype | undefined {
  if (!(value instanceof Made) || !(value.callable instanceof Name)) return undefined;
  if (
    !/^(numpy\.dtype|numpy\.dtypes?\.\w+DType)$/.test(value.callable.text) ||
    typeof value.args[0] !== 'string'
  )
    return undefined;
  const [, letter, digits] = CODE.exec(value.args[0]) ?? [];
  if (letter === undefined) return undefined;
  const kind = letter === 'b' && digits === '1' ? '?' : letter === 'b' ? 'i' : letter;
  const number = Number(digits);
  const state = value.states.at(-1);
  if (state === undefined)
    return kind === 'U' || kind === 'V' ? undefined : { kind, size: number, isBigEndian: false };
  if (!(state instanceof Tuple) || state.items.length < 8) return undefined;
  const [, order, , , fields, size, , flags] = state.items;
  if (typeof order !== 'string' || typeof size !== 'number' || typeof flags !== 'number') return undefined;
  // The flag that it holds Python objects must say the same as the type does.
  if ((kind === 'O') !== ((flags & 1) === 1) || holdsObjects(fields)) return undefined;
  const isSized = kind === 'U' || kind === 'S' || kind === 'V';
  if (isSized ? size < 0 : size !== -1 && size !== number) return undefined;
  return { kind, size: isSized ? size : number, isBigEndian: order === '>' };
}

/** Whether a field of a record is an object: NumPy would read a pickle for it. */
function holdsObjects(fields: Value | undefined): boolean {
  if (!(fields instanceof Dict)) return fields !== null && fields !== undefined;
  return fields.entries.some(([, field]) => {
    const dtype = dtypeOf(itemsOf(field)?.[0]);
    return dtype === undefined || dtype.kind === 'O';
  });
}
