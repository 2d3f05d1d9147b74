import type { Card } from '../../card.ts';
import { readPreprocess } from '../../card.ts';
import type { Config } from '../../config.ts';
import { tooMuch, type Turn } from '../http/turn.ts';
import { bytesOf } from '../inference/batch.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { isPacked } from '../tensors/packed.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { withLabels } from '../v2/classification.ts';
import type { BodyOf, Context, Dialect, FormOf, Parts, RequestOf } from './dialects.ts';
import { CodecThread } from './codec-thread.ts';
import { dialects } from './dialects.ts';
import { buffersOf, movable, movableTensors } from './messages.ts';

/**
 * From how many bytes of JSON on the thread does it. The way there and back costs 0.1 ms of processor time. Measured
 * with 32 clients, Node 24 and two cores, requests per second without and with the thread: 15 KB 488 and 278, 30 KB
 * 207 and 228, 60 KB 69 and 131. And 32 bodies of this size that arrive together take the main thread 10 ms, which
 * health checks can wait.
 */
const LARGE = 32 * 1024;

/** What a number takes in JSON, roughly. */
const BYTES_PER_NUMBER = 12;

/**
 * How many times as much memory a body takes at the most, or its tensors do, until its answer has been sent, beside the
 * heap of the thread: pieces, the whole, tensors, the model's outputs, and their text. Measured with rows of four
 * numbers, whose answers are five times as long.
 */
const GROWS = 8;

/** No packing makes a body smaller than by this factor (deflate). */
const MOST_PACKED = 1032;

/** How many bytes of a thread's heap the values of an answer take for each byte of its JSON, with the text itself. */
const HEAP_PER_BYTE = 5;

/**
 * Reads bodies and writes answers: small ones at once, large ones in a thread of their own, so that the main
 * thread stays quick whatever is sent. That thread is neither the main one, where 10 MB of JSON would stop every
 * health check for a quarter of a second, nor the model's, where a body with a fault would have to wait for a run
 * before it is told so, and every run for the parsing of the next body.
 */
export class Codec {
  readonly #context: Context;
  readonly #thread: CodecThread;
  readonly #large: number;
  readonly #heap: number;

  /** @param large from how many bytes on the thread is used; for tests. */
  constructor(card: Card, config: Config, log: Log, metrics: Metrics, large = LARGE) {
    // Without the example, which is not needed to read other bodies, and may be long.
    this.#context = {
      card: { ...withLabels(card, readPreprocess()), example: {} },
      name: config.name,
      bodyLimit: config.bodyLimit,
    };
    this.#thread = new CodecThread(this.#context, config, log, metrics);
    this.#large = large;
    this.#heap = config.memory.heap;
  }

  /**
   * What a body asks for. The body is not to be used afterwards.
   * @throws Problem 400 with every fault, 413 where it is too large to be unpacked or parsed, 503 where too many
   *   bodies wait, 504 where the deadline has passed.
   */
  async read<D extends Dialect>(dialect: D, body: BodyOf<D>, turn: Turn): Promise<RequestOf<D>> {
    const isPlain = body.encoding === 'identity'; // else nobody knows how large it will be
    return isPlain && body.length < this.#large
      ? (dialects[dialect].read(body as never, this.#context) as RequestOf<D>)
      : this.#readInThread(dialect, body, turn);
  }

  /**
   * The body of a successful answer. The outputs are not to be used afterwards.
   * @throws Problem 422 where there are too many numbers for JSON, 504 where the deadline has passed.
   */
  async write<D extends Dialect>(dialect: D, form: FormOf<D>, outputs: Tensor[], turn: Turn): Promise<Parts> {
    const bytes = jsonBytes(form, outputs);
    return bytes < this.#large
      ? dialects[dialect].write(form as never, outputs, this.#context)
      : this.#writeInThread(dialect, form, outputs, bytes, turn);
  }

  async #readInThread<D extends Dialect>(dialect: D, body: BodyOf<D>, turn: Turn): Promise<RequestOf<D>> {
    const { bodyLimit } = this.#context;
    const isPlain = body.encoding === 'identity';
    const length = isPlain ? body.length : Math.min(bodyLimit, body.length * MOST_PACKED);
    await turn.work(length * GROWS);
    const pieces = body.pieces.map(movable);
    const message = { step: 'read', dialect, body: { ...body, pieces } } as const;
    const { request } = await this.#thread.read(message, buffersOf(pieces), body.length, turn);
    turn.expect(bytesOf(request.inputs) * GROWS);
    return request as RequestOf<D>;
  }

  async #writeInThread<D extends Dialect>(
    dialect: D,
    form: FormOf<D>,
    outputs: Tensor[],
    bytes: number,
    turn: Turn,
  ): Promise<Parts> {
    if (bytes * HEAP_PER_BYTE > this.#heap) throw tooMuch(bytes * HEAP_PER_BYTE);
    turn.need(bytesOf(outputs) + 2 * bytes);
    const moved = movableTensors(outputs);
    const message = { step: 'write', dialect, form, outputs: moved } as const;
    const buffers = buffersOf(moved.map(({ data }) => data));
    const { parts } = await this.#thread.write(message, buffers, bytes, turn);
    turn.free(buffersOf(parts));
    return parts;
  }
}

/** About how long the outputs are in JSON; those that come as bytes cost nothing to write. */
function jsonBytes({ outputs }: FormOf<Dialect>, tensors: Tensor[]): number {
  return tensors.reduce((sum, tensor, index) => {
    const { binary = false } = outputs[index] as { binary?: boolean };
    if (binary) return sum;
    if (isPacked(tensor)) return sum + tensor.data.length;
    return sum + tensor.data.length * BYTES_PER_NUMBER;
  }, 0);
}
