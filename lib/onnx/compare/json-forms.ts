/** How the elements of a datatype look in JSON; templates/service/src/serving/tensors/datatypes.ts reads and writes them. */
export function jsonForm(datatype: string): 'numbers' | 'integers' | 'booleans' | 'strings' {
  if (datatype.startsWith('FP')) return 'numbers';
  if (datatype === 'BOOL') return 'booleans';
  return datatype === 'BYTES' ? 'strings' : 'integers';
}

/** The largest and smallest value of each datatype of numbers. */
const RANGES = new Map<string, [least: number, most: number]>([
  ['FP16', [-65_504, 65_504]],
  ['FP32', [-(2 ** 128), 2 ** 128]],
  ['FP64', [-Number.MAX_VALUE, Number.MAX_VALUE]],
  ...[8, 16, 32, 64].flatMap((bits): [string, [number, number]][] => [
    [`INT${bits}`, [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]],
    [`UINT${bits}`, [0, 2 ** bits - 1]],
  ]),
]);

/** Whether /predict takes every JSON value for `after` that it took for `before`. */
export function takesSameJson(before: string, after: string): boolean {
  const [was, is] = [RANGES.get(before), RANGES.get(after)];
  if (was === undefined || is === undefined) return before === after;
  const isFraction = jsonForm(before) === 'numbers' && jsonForm(after) === 'integers';
  return !isFraction && is[0] <= was[0] && was[1] <= is[1];
}
