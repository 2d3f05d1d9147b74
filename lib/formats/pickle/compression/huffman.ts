import { damaged } from './input.ts';

/** Single bits of bytes, the highest first. */
export class Bits {
  readonly #byte: () => number;
  #value = 0;
  #left = 0;

  constructor(byte: () => number) {
    this.#byte = byte;
  }

  bit(): number {
    if (this.#left === 0) {
      this.#value = this.#byte();
      this.#left = 8;
    }
    return (this.#value >> --this.#left) & 1;
  }

  /** Up to 24 bits as a number. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = (value << 1) | this.bit();
    return value;
  }

  /** Drops what is left of the byte. */
  align(): void {
    this.#left = 0;
  }
}

const LONGEST = 20;

/** A canonical Huffman code, from the lengths of its codes. */
export class Huffman {
  /** Symbols in the order of their codes. */
  readonly #symbols: number[] = [];
  /** Of each length: the first code, and where its symbols begin. */
  readonly #first: number[] = [];
  readonly #start: number[] = [];
  readonly #count: number[] = new Array<number>(LONGEST + 1).fill(0);

  constructor(lengths: number[]) {
    for (const length of lengths) this.#count[length]!++;
    let code = 0;
    for (let length = 1; length <= LONGEST; length++) {
      this.#first[length] = code;
      this.#start[length] = this.#symbols.length;
      lengths.forEach((its, symbol) => {
        if (its === length) this.#symbols.push(symbol);
      });
      code = (code + this.#count[length]!) << 1;
    }
  }

  symbol(bits: Bits): number {
    let code = 0;
    for (let length = 1; length <= LONGEST; length++) {
      code = (code << 1) | bits.bit();
      const index = code - this.#first[length]!;
      if (index >= 0 && index < this.#count[length]!) return this.#symbols[this.#start[length]! + index]!;
    }
    throw damaged();
  }
}
