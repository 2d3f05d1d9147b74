/**
 * IEEE 754 half precision (FP16) as its 16 bits. Written out because Float16Array exists from Node 24 only,
 * and because onnxruntime-node 1.30 takes FP16 inputs as Uint16Array alone.
 */
const scratch = new DataView(new ArrayBuffer(8));

/**
 * The largest magnitude that still rounds to a finite half: halfway between 65504 and the next step, 65536.
 */
export const HALF_OVERFLOW = 65520;

/**
 * The bits of the half nearest to `value` (ties to even); beyond ±65520 an infinity, NaN becomes a quiet NaN.
 */
export function toHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  scratch.setFloat64(0, value);
  const sign = (scratch.getUint8(0) & 0x80) << 8;
  const magnitude = Math.abs(value);
  if (magnitude >= HALF_OVERFLOW) return sign | 0x7c00;
  // Halves below 2^-14 are subnormal: multiples of 2^-24. Above, a binade [2^e, 2^(e+1)) has steps of
  // 2^(e-10).
  const exponent = magnitude < 2 ** -14 ? -14 : ((scratch.getUint16(0) >> 4) & 0x7ff) - 1023;
  const steps = roundHalfEven(magnitude / 2 ** (exponent - 10));
  // Adding, not or-ing: 2048 steps carry into the exponent, and subnormals (steps < 1024) have exponent bits
  // 0.
  return sign | ((((exponent + 14) << 10) + steps) & 0x7fff);
}

/** The number that the 16 bits of a half stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
