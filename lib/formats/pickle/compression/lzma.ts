import { damaged, type Bytes } from './input.ts';
import { probabilities, RangeCoder } from './range-coder.ts';
import type { Window } from './window.ts';

// https://www.7-zip.org/sdk.html, lzma-specification.txt
const MATCH_MIN = 2;
const STATES = 12;
const POSITIONS = 16;

/** Lengths of matches: 0 to 271. */
class LengthDecoder {
  readonly #choice = probabilities(2);
  readonly #low = probabilities(POSITIONS << 3);
  readonly #middle = probabilities(POSITIONS << 3);
  readonly #high = probabilities(256);

  decode(coder: RangeCoder, position: number): number {
    if (coder.bit(this.#choice, 0) === 0) return coder.tree(this.#low, position << 3, 3);
    if (coder.bit(this.#choice, 1) === 0) return 8 + coder.tree(this.#middle, position << 3, 3);
    return 16 + coder.tree(this.#high, 0, 8);
  }
}

/** Decodes LZMA into a window. Its state lasts from one piece to the next until it is reset. */
export class Lzma {
  readonly #coder: RangeCoder;
  readonly #window: Window;
  #literalContext = 0;
  #literalPosition = 0;
  #positionMask = 0;
  #state = 0;
  readonly #distances = [0, 0, 0, 0];
  /** What is left of a match that did not fit into the last piece. */
  #pending = 0;
  #literal = probabilities(0);
  #isMatch = probabilities(0);
  #isRep = probabilities(0);
  #isRepG0 = probabilities(0);
  #isRepG1 = probabilities(0);
  #isRepG2 = probabilities(0);
  #isRep0Long = probabilities(0);
  #slots = probabilities(0);
  #positions = probabilities(0);
  #align = probabilities(0);
  #matchLengths = new LengthDecoder();
  #repLengths = new LengthDecoder();

  constructor(input: Bytes, window: Window) {
    this.#coder = new RangeCoder(input);
    this.#window = window;
  }

  /** The byte of the properties lc, lp and pb. */
  setProperties(byte: number): void {
    if (byte >= 225) throw damaged();
    this.#literalContext = byte % 9;
    this.#literalPosition = Math.floor(byte / 9) % 5;
    this.#positionMask = (1 << Math.floor(byte / 45)) - 1;
    this.reset();
  }

  reset(): void {
    this.#state = 0;
    this.#pending = 0;
    this.#distances.fill(0);
    this.#literal = probabilities(0x300 << (this.#literalContext + this.#literalPosition));
    this.#isMatch = probabilities(STATES * POSITIONS);
    this.#isRep = probabilities(STATES);
    this.#isRepG0 = probabilities(STATES);
    this.#isRepG1 = probabilities(STATES);
    this.#isRepG2 = probabilities(STATES);
    this.#isRep0Long = probabilities(STATES * POSITIONS);
    this.#slots = probabilities(4 << 6);
    this.#positions = probabilities(128);
    this.#align = probabilities(16);
    this.#matchLengths = new LengthDecoder();
    this.#repLengths = new LengthDecoder();
  }

  start(): void {
    this.#coder.start();
  }

  /** Decodes so many bytes, or fewer up to the mark of the end: whether there may be more. */
  decode(bytes: number): boolean {
    const window = this.#window;
    const end = window.total + bytes;
    if (this.#pending > 0) this.#copy(end);
    while (window.total < end) {
      const position = window.total & this.#positionMask;
      if (this.#coder.bit(this.#isMatch, this.#state * POSITIONS + position) === 0) this.#putLiteral();
      else if (!this.#match(position)) return false;
      else if (this.#pending > 0) this.#copy(end);
    }
    return true;
  }

  /** Whether a match did not fit into the piece that it began in. */
  get isPending(): boolean {
    return this.#pending > 0;
  }

  #putLiteral(): void {
    const window = this.#window;
    const before = window.total === 0 ? 0 : window.back(1);
    const low = window.total & ((1 << this.#literalPosition) - 1);
    const start = 0x300 * ((low << this.#literalContext) + (before >> (8 - this.#literalContext)));
    let symbol = 1;
    if (this.#state >= 7) {
      let matched = window.back(this.#distances[0]! + 1);
      while (symbol < 0x100) {
        const matchedBit = (matched >> 7) & 1;
        matched <<= 1;
        const bit = this.#coder.bit(this.#literal, start + ((1 + matchedBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== matchedBit) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#coder.bit(this.#literal, start + symbol);
    window.put(symbol & 0xff);
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  /** Decodes a match, and leaves its bytes to be copied; false at the mark of the end. */
  #match(position: number): boolean {
    const coder = this.#coder;
    const distances = this.#distances;
    const state = this.#state;
    if (coder.bit(this.#isRep, state) === 0) {
      const length = this.#matchLengths.decode(coder, position);
      const distance = this.#distance(length);
      if (distance === 0xffffffff) return false;
      distances.pop();
      distances.unshift(distance);
      this.#state = state < 7 ? 7 : 10;
      this.#pending = length + MATCH_MIN;
      return true;
    }
    if (coder.bit(this.#isRepG0, state) === 0) {
      if (coder.bit(this.#isRep0Long, state * POSITIONS + position) === 0) {
        this.#state = state < 7 ? 9 : 11;
        this.#pending = 1;
        return true;
      }
    } else {
      const which = coder.bit(this.#isRepG1, state) === 0 ? 1 : 2 + coder.bit(this.#isRepG2, state);
      const [distance] = distances.splice(which, 1);
      distances.unshift(distance!);
    }
    this.#state = state < 7 ? 8 : 11;
    this.#pending = this.#repLengths.decode(coder, position) + MATCH_MIN;
    return true;
  }

  #distance(length: number): number {
    const coder = this.#coder;
    const slot = coder.tree(this.#slots, Math.min(length, 3) << 6, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const start = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) return start + coder.reverseTree(this.#positions, start - slot, bits);
    return start + coder.direct(bits - 4) * 16 + coder.reverseTree(this.#align, 0, 4);
  }

  #copy(end: number): void {
    const window = this.#window;
    const distance = this.#distances[0]! + 1;
    if (distance > window.reach) throw damaged();
    const length = Math.min(this.#pending, end - window.total);
    for (let i = 0; i < length; i++) window.put(window.back(distance));
    this.#pending -= length;
  }
}
