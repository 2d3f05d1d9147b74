import { randomUUID } from 'node:crypto';
import { endOfString } from '../tensors/json-weight.ts';
import type { NumberBlock } from '../tensors/number-block.ts';
import { BlockScanner } from '../tensors/scan-block.ts';

const QUOTE = 0x22;
const OPEN = 0x5b;
const END = 0x7d;

/** With fewer numbers, JSON.parse is as quick. */
const LEAST = 64;

/** No client knows it, so that no string of a body looks like a mark. */
const MARK = randomUUID();

/** A body of which the blocks of numbers have been taken out. */
export interface Lifted {
  /** JSON with a mark where each block was. */
  text: Buffer;
  blocks: NumberBlock[];
}

/**
 * Takes the blocks of numbers out of a JSON text, which is most of a large body.
 * @returns undefined where there are none, or something stands among the numbers that is not one: JSON.parse has to look
 *   at the whole then.
 */
export function liftBlocks(body: Buffer): Lifted | undefined {
  const bytes = body.subarray(0, body.lastIndexOf(END) + 1);
  const scanner = new BlockScanner(bytes);
  const parts: Buffer[] = [];
  const blocks: NumberBlock[] = [];
  let copied = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) at = endOfString(bytes, at);
    if (bytes[at] !== OPEN) continue;
    const block = scanner.read(at);
    if (block === false) return undefined;
    if (block === undefined) continue;
    if (block.data.length >= LEAST) {
      parts.push(bytes.subarray(copied, at), Buffer.from(`"${MARK}${blocks.length}"`));
      blocks.push(block);
      copied = scanner.end;
    }
    at = scanner.end - 1;
  }
  if (blocks.length === 0) return undefined;
  return { text: Buffer.concat([...parts, body.subarray(copied)]), blocks };
}

/** Goes through the places of a body where a tensor may stand, and changes what `exchange` returns another value for. */
export type Places = (body: unknown, exchange: (value: unknown) => unknown) => void;

/** Puts the blocks back, where tensors may stand. @returns whether all had such a place. */
export function placeBlocks(body: unknown, blocks: readonly NumberBlock[], places: Places): boolean {
  let placed = 0;
  places(body, (value) => {
    if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
    placed++;
    return blocks[Number(value.slice(MARK.length))];
  });
  return placed === blocks.length;
}
