import { isUtf8 } from 'node:buffer';
import { getHeapStatistics } from 'node:v8';
import { Problem } from '../problems.ts';
import { hasLongInteger, parseJson } from '../tensors/json.ts';
import { heapBytes, weighJson } from '../tensors/json-weight.ts';
import type { Places } from './lift.ts';
import { liftBlocks, placeBlocks } from './lift.ts';
import { malformed, notText } from './not-json.ts';

/** Deeper than any tensor is. */
const DEEPEST = 100;

/**
 * How many bytes the values of one body may take: half of the heap, as the rest is for what is there already, and
 * for an estimate, not a measurement.
 */
const MOST_MEMORY = getHeapStatistics().heap_size_limit / 2;

/** Numbers that are lifted out lie beside the heap, and become a tensor, and what the model makes of it. */
const TIMES_BLOCK = 3;

/** From how many bytes on it pays to look for blocks of numbers. */
const LARGE = 512;

/**
 * @param places where blocks of numbers are welcome; elsewhere, and in small bodies, they are arrays, as all are without it.
 * @throws Problem 400 where the bytes are no JSON in UTF-8, or are nested too deeply; 413 where the values would
 *   take more memory than there is.
 */
export function parseBody(bytes: Buffer, places?: Places): unknown {
  return (places && bytes.length >= LARGE && parseLifted(bytes, places)) || parseWhole(bytes);
}

/** @returns undefined where the whole has to be looked at, and be it for what is wrong and where. */
function parseLifted(bytes: Buffer, places: Places): unknown {
  const lifted = liftBlocks(bytes);
  if (!lifted) return undefined;
  const numbers = lifted.blocks.reduce((sum, { data }) => sum + data.byteLength, 0);
  checkMemory(numbers * TIMES_BLOCK);
  try {
    const body = parseWhole(lifted.text);
    return placeBlocks(body, lifted.blocks, places) ? body : undefined;
  } catch {
    return undefined;
  }
}

function parseWhole(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new Problem(400, notText(bytes));
  if (bytes.length === 0) throw new Problem(400, 'The body is empty; it must be JSON.');
  const text = bytes.toString().replace(/^\uFEFF/, '');
  const weight = weighJson(bytes);
  if (weight.depth > DEEPEST) {
    throw new Problem(400, `The body is nested ${weight.depth} levels deep; the limit is ${DEEPEST}.`);
  }
  checkMemory(heapBytes(text.length, weight, hasLongInteger(text)));
  try {
    return parseJson(text);
  } catch (error) {
    throw new Problem(400, malformed(text, (error as Error).message));
  }
}

function checkMemory(bytes: number): void {
  if (bytes <= MOST_MEMORY) return;
  const detail = `The body would become ${Math.round(bytes / 1e6)} MB of values, more than there is room for.`;
  throw new Problem(413, `${detail} Send less at once, or tensors as bytes.`);
}
