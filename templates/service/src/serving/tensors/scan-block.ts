import { scaled, scaledLong } from './decimal.ts';
import { NumberBlock } from './number-block.ts';

const SPACE = 0x20;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const SMALL_E = 0x65;
/** The bit that makes a letter a small one. */
const LOWER = 0x20;

/** Deeper than any tensor is. */
const DEEPEST = 32;

/**
 * Reads blocks of numbers straight from the bytes of a JSON text. JSON.parse makes a list of each array, and to find
 * lengths and datatypes in these takes longer than to parse.
 */
export class BlockScanner {
  readonly #text: Uint8Array;
  /** Of the block that is read; most numbers take eight characters or more. */
  #data: Float64Array<ArrayBuffer>;
  #count = 0;
  #exponent = 0;
  /** Behind the block. */
  end = 0;

  /** @param text ends with `}`, where every scan ends as well: to look behind the end is slow. */
  constructor(text: Uint8Array) {
    this.#text = text;
    this.#data = new Float64Array(1 + (text.length >> 3));
  }

  /**
   * The block whose first bracket is at `start`.
   * @returns undefined where no number follows the brackets; false where what follows is not a block alone, or not
   *   numbers that a double holds.
   */
  read(start: number): NumberBlock | undefined | false {
    const text = this.#text;
    const shape: number[] = [];
    const lengths: number[] = []; // of the arrays that are open, as far as they have been read
    this.#count = 0;
    let at = start;
    do {
      for (; text[at] === OPEN && lengths.length < DEEPEST; at = this.#skipSpace(at + 1)) lengths.push(0);
      const before = this.#count;
      at = this.#numbers(at);
      if (at < 0) return this.#count === 0 ? undefined : false;
      if (before === 0) shape.length = lengths.length;
      else if (lengths.length !== shape.length) return false;
      lengths[lengths.length - 1] = this.#count - before;
      for (; text[at] === CLOSE && lengths.length > 0; at = this.#skipSpace(at + 1)) {
        const length = lengths.pop()!;
        const axis = lengths.length;
        if ((shape[axis] ??= length) !== length) return false;
        if (axis > 0) lengths[axis - 1]!++;
        this.end = at + 1;
      }
      if (lengths.length === 0) return new NumberBlock(shape, this.#take());
      if (text[at] !== COMMA) return false;
      at = this.#skipSpace(at + 1);
    } while (text[at] === OPEN);
    return false;
  }

  /** Numbers with commas between them. @returns where they end, or -1 where that is in the middle of one. */
  #numbers(start: number): number {
    const text = this.#text;
    let data: Float64Array = this.#data;
    let count = this.#count;
    let at = start;
    for (;;) {
      let byte = text[at]!;
      const isNegative = byte === MINUS;
      if (isNegative) byte = text[++at]!;
      const first = at;
      let digits = 0; // no longer exact beyond 2^53
      let scale = 0;
      while (byte >= ZERO && byte <= NINE) {
        digits = digits * 10 + (byte - ZERO);
        byte = text[++at]!;
      }
      // JSON has no number that begins with a point, or with a 0 before another digit.
      if (at === first || (text[first] === ZERO && at > first + 1)) return -1;
      const isWhole = byte !== POINT && (byte | LOWER) !== SMALL_E;
      if (byte === POINT) {
        const point = at;
        byte = text[++at]!;
        while (byte >= ZERO && byte <= NINE) {
          digits = digits * 10 + (byte - ZERO);
          byte = text[++at]!;
        }
        scale = at - point - 1;
        if (scale === 0) return -1;
      }
      const last = at;
      if ((byte | LOWER) === SMALL_E) {
        at = this.#readExponent(at + 1);
        if (at < 0) return -1;
        scale -= this.#exponent;
      }
      const isShort = digits <= Number.MAX_SAFE_INTEGER;
      if (isWhole && !isShort) return -1;
      let value = isShort ? scaled(digits, scale) : scaledLong(text, first, last, scale);
      if (Number.isNaN(value)) value = Number(Buffer.from(text.subarray(first, at)).toString('latin1'));
      if (value === Infinity) return -1;
      if (count === data.length) data = this.#grow();
      data[count++] = isNegative ? -value : value;
      if (text[at]! <= SPACE) at = this.#skipSpace(at);
      if (text[at] !== COMMA) break;
      at++;
      if (text[at]! <= SPACE) at = this.#skipSpace(at);
    }
    this.#count = count;
    return at;
  }

  /** @returns where it ends, or -1 where there is none. */
  #readExponent(start: number): number {
    const text = this.#text;
    const isNegative = text[start] === MINUS;
    const first = isNegative || text[start] === PLUS ? start + 1 : start;
    let exponent = 0;
    let at = first;
    for (; text[at]! >= ZERO && text[at]! <= NINE; at++) exponent = exponent * 10 + text[at]! - ZERO;
    this.#exponent = isNegative ? -exponent : exponent;
    return at === first ? -1 : at;
  }

  #grow(): Float64Array {
    this.#data = new Float64Array(this.#data.buffer.transfer(2 * this.#data.byteLength));
    return this.#data;
  }

  /** What has been read: a copy, but for a block that is most of a body, which would be in memory twice. */
  #take(): Float64Array {
    if (this.#count < this.#data.length / 2) return this.#data.slice(0, this.#count);
    const taken = new Float64Array(this.#data.buffer.transfer(this.#count * this.#data.BYTES_PER_ELEMENT));
    this.#data = new Float64Array(1);
    return taken;
  }

  #skipSpace(start: number): number {
    let at = start;
    while (isSpace(this.#text[at]!)) at++;
    return at;
  }
}

function isSpace(byte: number): boolean {
  return byte <= SPACE && (byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09);
}
