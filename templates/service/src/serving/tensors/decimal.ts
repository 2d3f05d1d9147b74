/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * digits ÷ 10^scale, rounded once, and so to the nearest double (Clinger, 1990).
 * @param digits at most 2^53.
 * @returns NaN where the power of ten would be rounded as well.
 */
export function scaled(digits: number, scale: number): number {
  if (scale >= 0) return scale < POWERS.length ? digits / POWERS[scale]! : NaN;
  return -scale < POWERS.length ? digits * POWERS[-scale]! : NaN;
}

/** How many digits each part of a number has at most: 5^9 has 21 binary digits, and nine decimal ones have 30. */
const PART = 9;

/**
 * The same for 18 digits, as Python writes floats.
 * @param text ASCII, of which digits and points are read.
 * @returns NaN where there are more digits, or where this does not tell which double is the nearest.
 */
export function scaledLong(text: Uint8Array, start: number, end: number, scale: number): number {
  if (scale < 0 || scale >= POWERS.length) return NaN;
  let upper = 0;
  let lower = 0;
  let count = 0;
  for (let at = start; at < end; at++) {
    const digit = text[at]! - 0x30;
    if (digit < 0) continue;
    if (count < PART) upper = upper * 10 + digit;
    else lower = lower * 10 + digit;
    if (upper > 0) count++;
  }
  if (count > 2 * PART) return NaN;
  const first = upper * POWERS[count - PART]!; // exact, as `lower` is
  const digits = first + lower;
  const lost = lower - (digits - first);
  const divisor = POWERS[scale]!;
  const quotient = digits / divisor;
  const correction = (remainder(digits, quotient, divisor) + lost) / divisor;
  const most = quotient + correction * (1 + ERROR);
  return most === quotient + correction * (1 - ERROR) ? most : NaN;
}

/** More than the rounding of a correction amounts to. */
const ERROR = 2 ** -40;

/** dividend − quotient × divisor, without rounding the product (Dekker, 1971). */
function remainder(dividend: number, quotient: number, divisor: number): number {
  const product = quotient * divisor;
  const a = upperHalf(quotient);
  const b = quotient - a;
  const c = upperHalf(divisor);
  const d = divisor - c;
  const lost = b * d - (product - a * c - b * c - a * d);
  return dividend - product - lost;
}

/** The first half of a double's digits (Veltkamp). */
function upperHalf(value: number): number {
  const wide = value * (2 ** 27 + 1);
  return wide - (wide - value);
}
