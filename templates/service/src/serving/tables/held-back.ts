import type { Turn } from '../http/turn.ts';
import { Problem } from '../problems.ts';

/** So many bytes of an answer are kept until they are sent. */
const MOST_HELD = 8 * 1024 * 1024;

/**
 * Keeps the beginning of an answer, so that a fault until then has a status of its own. Where one comes later, the answer
 * ends with `broken`, and the error goes on: the connection is cut, so that nobody takes it for whole.
 * @param broken what to end with. @param reason of it
 */
export async function* heldBack(
  pieces: AsyncIterable<string>,
  turn: Pick<Turn, 'hold' | 'release'>,
  broken: (reason: string) => string,
): AsyncGenerator<Uint8Array> {
  let held: Buffer[] = [];
  let length = 0;
  const free = () => {
    const all = held;
    held = [];
    turn.release(length);
    return all;
  };
  let isHolding = true;
  try {
    for await (const text of pieces) {
      const piece = Buffer.from(text); // A text made of many would keep each of them.
      if (!isHolding) {
        yield piece;
        continue;
      }
      turn.hold(piece.length);
      held.push(piece);
      length += piece.length;
      if (length < MOST_HELD) continue;
      isHolding = false;
      yield* free();
    }
  } catch (error) {
    if (!isHolding)
      yield Buffer.from(broken(error instanceof Problem ? error.message : 'The service failed.'));
    throw error;
  }
  if (isHolding) yield* free();
}
