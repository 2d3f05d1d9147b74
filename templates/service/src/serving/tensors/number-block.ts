/** Nested JSON arrays of numbers, and of nothing else, where all of one depth have the same length. */
export class NumberBlock {
  /** The lengths, from the outermost array inwards. */
  readonly shape: number[];
  /** The numbers, row-major. */
  readonly data: Float64Array;

  constructor(shape: number[], data: Float64Array) {
    this.shape = shape;
    this.data = data;
  }

  /** As JSON.parse would have given it. */
  toArrays(axis = 0, start = 0): unknown[] {
    const width = this.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    return Array.from({ length: this.shape[axis]! }, (_, index) => {
      const at = start + index * width;
      return axis === this.shape.length - 1 ? this.data[at] : this.toArrays(axis + 1, at);
    });
  }
}
