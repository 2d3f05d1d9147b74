import { toHalf } from './half.ts';

/*
 * The number 5.1 as FP32 is 5.099999904632568 where it is looked at in 64 bits, as JavaScript does. Nobody who
 * sent 5.1 wants to see that: a fraction is written as the shortest decimal that is read as the same FP32 or FP16
 * again. An integer is written as it is: 65504, the largest FP16, would be read from 65500 as well, but not by
 * somebody who counts.
 */

/** Powers of ten by their exponent: exact up to 10^22, beyond it the nearest there is. */
const POWERS = Array.from({ length: 60 }, (_, exponent) => Number(`1e${exponent}`));
const EXACT = 22;

/**
 * @param value an FP32.
 * @returns an integer itself, else the 64-bit number whose shortest decimal is `value`'s shortest, too. (At 2^-96,
 *   whose neighbour below is nearer than the one above, it has one digit more than the shortest.)
 */
export function shortestSingle(value: number): number {
  // Below 2^-126 numbers have less than the six digits that every other FP32 is sure to keep.
  const first = Math.abs(value) < 2 ** -126 ? 1 : 6;
  return shortest(value, first, 9, (candidate) => Math.fround(candidate) === value);
}

/** The same for the number that an FP16 stands for. */
export function shortestHalf(value: number): number {
  const bits = toHalf(value);
  return shortest(value, Math.abs(value) < 2 ** -14 ? 1 : 3, 5, (candidate) => toHalf(candidate) === bits);
}

/**
 * @param first so many digits survive the way into that width and back: a decimal that has fewer is found with
 *   zeros at its end.
 * @param most so many digits always suffice.
 */
function shortest(
  value: number,
  first: number,
  most: number,
  isSame: (candidate: number) => boolean,
): number {
  if (Number.isInteger(value)) return value;
  const magnitude = Math.abs(value);
  const exponent = Math.floor(Math.log10(magnitude));
  for (let digits = first; digits < most; digits++) {
    const decimals = digits - 1 - exponent;
    const candidate = Math.sign(value) * roundTo(magnitude, decimals);
    if (isSame(candidate)) return candidate;
  }
  return Math.sign(value) * roundTo(magnitude, most - 1 - exponent);
}

/**
 * The decimal with that many digits after the point, to the last bit: with exact powers of ten one division or
 * multiplication rounds as well as reading its digits does, in a tenth of the time.
 */
function roundTo(magnitude: number, decimals: number): number {
  const power = POWERS[Math.abs(decimals)]!;
  const integer = Math.round(decimals < 0 ? magnitude / power : magnitude * power);
  if (Math.abs(decimals) > EXACT) return Number(`${integer}e${-decimals}`);
  return decimals < 0 ? integer * power : integer / power;
}
