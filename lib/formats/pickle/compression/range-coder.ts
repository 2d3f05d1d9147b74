import { damaged, type Bytes } from './input.ts';

/** A probability that a bit is 0, in 2048ths: at first one half. */
export function probabilities(count: number): Uint16Array {
  return new Uint16Array(count).fill(1024);
}

/** Decodes bits by their probabilities. https://www.7-zip.org/sdk.html, lzma-specification.txt, "Range Decoder". */
export class RangeCoder {
  readonly #input: Bytes;
  #range = 0xffffffff;
  #code = 0;

  constructor(input: Bytes) {
    this.#input = input;
  }

  /** Reads the five bytes that begin every piece. */
  start(): void {
    if (this.#input.byte() !== 0) throw damaged();
    this.#range = 0xffffffff;
    this.#code = this.#input.take(4).readUInt32BE(0);
  }

  bit(model: Uint16Array, index: number): number {
    const probability = model[index]!;
    const bound = (this.#range >>> 11) * probability;
    const isZero = this.#code < bound;
    if (isZero) {
      this.#range = bound;
      model[index] = probability + ((2048 - probability) >>> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      model[index] = probability - (probability >>> 5);
    }
    this.#normalise();
    return isZero ? 0 : 1;
  }

  /** Bits without a model, each as probable as its opposite. */
  direct(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.#range >>>= 1;
      const isOne = this.#code >= this.#range;
      if (isOne) this.#code -= this.#range;
      this.#normalise();
      value = ((value << 1) | (isOne ? 1 : 0)) >>> 0;
    }
    return value;
  }

  /** So many bits as a number, the highest first; the model has 2^count entries from `start` on. */
  tree(model: Uint16Array, start: number, count: number): number {
    let node = 1;
    for (let i = 0; i < count; i++) node = (node << 1) | this.bit(model, start + node);
    return node - (1 << count);
  }

  /** As `tree`, the lowest bit first. */
  reverseTree(model: Uint16Array, start: number, count: number): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < count; i++) {
      const bit = this.bit(model, start + node);
      node = (node << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  #normalise(): void {
    if (this.#range >= 2 ** 24) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#input.byte()) >>> 0;
  }
}
