import type { Card } from '../../card.ts';
import type { Turn } from '../http/turn.ts';
import { tooMuch } from '../http/turn.ts';
import { bytesOf } from '../inference/batch.ts';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { Sight } from './decode.ts';
import { lookAt } from './decode.ts';
import { contradiction } from './kinds.ts';
import type { Prepared } from './prepare.ts';
import { memoryFor } from './prepare.ts';
import type { ImageSettings } from './settings.ts';
import { pictureTensor } from './tensor.ts';
import { PictureThreads } from './threads.ts';

/** A file as it came. */
export interface GivenFile {
  bytes: Buffer;
  /** The media type that the client has given it. */
  type?: string;
}

/** A picture that the model can take. */
export interface ReadPicture extends Pick<Prepared, 'given' | 'placed'> {
  tensor: Tensor;
  /** What its client should know. */
  notice?: string;
}

/** A picture that needs more memory than so many times what requests share is refused: one that needs less has it alone. */
const TIMES_SHARED = 2;

/** A tensor that is kept is there once more when all of them are one. */
const KEPT = 2;

/** Makes tensors of files, as many at a time as memory and processors allow. */
export class PictureReader {
  readonly #settings: ImageSettings;
  readonly #card: Card;
  readonly #most: number;
  readonly #threads: PictureThreads;

  constructor(settings: ImageSettings, service: Service) {
    this.#settings = settings;
    this.#card = service.card;
    this.#most = service.memory.work.most * TIMES_SHARED;
    this.#threads = new PictureThreads(settings, service);
  }

  /**
   * The pictures of one request, one after the other: one is decoded when the one before has been answered.
   * @param at where each of them is; undefined where the picture is the body.
   * @param areKept whether their tensors are, for one run of all of them.
   * @throws Problem of the first that cannot be taken, which names its place.
   */
  async *readAll(
    files: GivenFile[],
    turn: Turn,
    at?: (index: number) => string,
    areKept = false,
  ): AsyncGenerator<ReadPicture> {
    let held = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    for (const [index, file] of files.entries()) {
      const { length } = file.bytes;
      try {
        const picture = await this.#read(file, turn, held);
        if (areKept) held += KEPT * bytesOf([picture.tensor]);
        yield picture;
      } catch (error) {
        throw error instanceof Problem && at ? placed(error, at(index), this.#settings.input) : error;
      }
      held -= length;
    }
  }

  /** @param held bytes of files that the request has in memory. */
  async #read({ bytes, type }: GivenFile, turn: Turn, held: number): Promise<ReadPicture> {
    const sight = await lookAt(bytes);
    const needed = held + memoryFor(sight, this.#settings);
    if (needed > this.#most) throw tooLarge(sight, needed);
    turn.expect(0); // what the picture before took
    await turn.work(needed);
    const prepared = await this.#threads.prepare(bytes, sight, turn);
    const { given, placed } = prepared;
    const notice = contradiction(type, sight.type);
    const tensor = pictureTensor(prepared, this.#settings, this.#card);
    return { tensor, given, placed, ...(notice && { notice }) };
  }
}

function tooLarge({ width, height }: Sight, bytes: number): Problem {
  const { status, message } = tooMuch(bytes);
  return new Problem(status, `The picture has ${width} × ${height} pixels. ${message}`);
}

/** Of several pictures, the one at fault is named. */
function placed({ status, message, headers }: Problem, at: string, tensor: string): Problem {
  if (status >= 500) return new Problem(status, message, { headers });
  const fault = { tensor, at, expected: 'a picture', got: 'something else', hint: message };
  return new Problem(status, `${at}: ${message}`, { headers, errors: [fault] });
}
