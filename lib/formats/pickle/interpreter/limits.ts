const MIB = 2 ** 20;

/** Opcodes of a file. A vocabulary of a million words takes some ten million. */
export const MOST_OPCODES = 40_000_000;

/** Values on the stack at once. */
export const MOST_STACKED = 2_000_000;

/** Names that a file mentions; ordinary models have fewer than a hundred. */
export const MOST_NAMES = 20_000;

/** Items of a list, or entries of a dictionary, that are kept. */
export const MOST_ITEMS = 4096;

/** Objects, tuples, lists and the like that are kept; those that follow are read, not kept. */
export const MOST_KEPT = 600_000;

/** Characters of all texts and bytes together that are kept. */
export const MOST_TEXT = 48 * MIB;

/** Bytes of one text or value that are kept: a booster is one value. */
export const LONGEST_KEPT = 16 * MIB;

/** A module and a qualified name are no longer than this; it bounds the lines of protocol 0 as well. */
export const LONGEST_LINE = 64 * MIB;

/** Pickles in one another: an array of objects in a joblib file, a tensor in a pickle. */
export const MOST_NESTED = 8;

/** Pickles one behind another in one file: PyTorch wrote five before version 1.6. */
export const MOST_IN_A_ROW = 64;

/** What a compressed file of so many bytes may expand to, in bytes: models shrink to a tenth at best. */
export function mostExpanded(bytes: number): number {
  return Math.max(64 * MIB, 50 * bytes);
}
