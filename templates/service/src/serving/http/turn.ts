import type { Response } from 'express';
import { free } from '../codec/messages.ts';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';
import type { Room } from './room.ts';

/** What all requests together may hold. QUEUE_LIMIT bounds their number alone. */
export interface Memory {
  /** Bodies while they are read. */
  bodies: Room;
  /** What large bodies become. Who has room here waits for no other, so that all come to an end. */
  work: Room;
}

/** How long somebody waits for an answer. */
export interface Patience {
  /** Whether the client has left: nobody waits for the answer then. */
  readonly isGone: boolean;
  /** Milliseconds to the deadline; negative beyond it. */
  readonly left: number;
}

/** One request on its way through the service: how long it may still wait, and what it holds of the memory. */
export class Turn implements Patience {
  readonly #response: Response;
  readonly #service: Pick<Service, 'memory' | 'metrics' | 'config'>;
  /** Bytes in `memory.bodies` and `memory.work`. */
  #body = 0;
  #work = 0;
  #until = Infinity;
  readonly #buffers: ArrayBuffer[] = [];

  constructor(response: Response, service: Pick<Service, 'memory' | 'metrics' | 'config'>) {
    this.#response = response;
    this.#service = service;
    response.on('close', () => this.#giveBack());
  }

  /** From here on the deadline counts: the request has been read. */
  begin(): void {
    this.#until = performance.now() + this.#service.config.deadline;
  }

  get isGone(): boolean {
    return this.#response.destroyed;
  }

  get left(): number {
    return this.#until - performance.now();
  }

  /**
   * Counts bytes of the body until the answer has been sent.
   * @throws Problem 503 where all bodies together would hold too much.
   */
  hold(bytes: number): void {
    if (this.isGone) return;
    if (!this.#service.memory.bodies.take(bytes)) throw this.#full();
    this.#body += bytes;
  }

  /** Gives back what `hold` has counted, before the answer has been sent. */
  release(bytes: number): void {
    if (this.isGone) return; // Everything was given back then.
    this.#service.memory.bodies.give(bytes);
    this.#body -= bytes;
  }

  /**
   * Waits until a large body may be read.
   * @throws Problem 503 where there is no room for it before the deadline.
   */
  async holdLarge(bytes: number): Promise<void> {
    this.#body += await this.#wait(this.#service.memory.bodies, bytes, this.#service.config.deadline);
  }

  /**
   * Waits until there is room for what the body becomes; what it was read into is given back then.
   * @param bytes how many that may be. More than there are at all is taken for all of them.
   * @throws Problem 503 where there is no room before the deadline.
   */
  async work(bytes: number): Promise<void> {
    this.#work += await this.#wait(this.#service.memory.work, bytes, this.left);
    this.#service.memory.bodies.give(this.#body);
    this.#body = 0;
  }

  /** Corrects what `work` has taken for less, as more is known now. */
  expect(bytes: number): void {
    if (this.isGone || bytes >= this.#work) return;
    this.#service.memory.work.give(this.#work - bytes);
    this.#work = bytes;
  }

  /** Frees the buffers of an answer as soon as it has been sent. */
  free(buffers: ArrayBuffer[]): void {
    this.#buffers.push(...buffers);
  }

  /**
   * Counts what is needed, as it is known now.
   * @throws Problem 413 where it is more than there is at all, 503 where others have it.
   */
  need(bytes: number): void {
    const { work } = this.#service.memory;
    if (this.isGone) return;
    if (bytes > this.#work) {
      if (bytes > work.most) throw tooMuch(bytes);
      if (!work.take(bytes - this.#work)) throw this.#full();
    } else work.give(this.#work - bytes);
    this.#work = bytes;
  }

  async #wait(room: Room, bytes: number, left: number): Promise<number> {
    if (room.waiting >= this.#service.config.queueLimit) {
      this.#service.metrics.refused.inc({ reason: 'queue full' });
      throw new Problem(503, `${room.waiting} requests are waiting already. Try again later.`, RETRY);
    }
    const taken = Math.min(bytes, room.mostWaiting);
    if (!(await room.wait(taken, left))) throw this.#full();
    if (!this.isGone) return taken;
    room.give(taken);
    throw new Problem(503, 'The client has closed the connection.');
  }

  #giveBack(): void {
    const { bodies, work } = this.#service.memory;
    bodies.give(this.#body);
    work.give(this.#work);
    this.#body = this.#work = 0;
    free(this.#buffers);
  }

  #full(): Problem {
    this.#service.metrics.refused.inc({ reason: 'memory' });
    const detail = 'The requests being answered hold all the memory available for them. Try again later.';
    return new Problem(503, detail, RETRY);
  }
}

/** What does not fit into all the memory there is for it. */
export function tooMuch(bytes: number): Problem {
  const detail = `This would take ${Math.round(bytes / 1e6)} MB of memory, more than there is room for.`;
  return new Problem(
    413,
    `${detail} Send less at once, tensors as bytes, or give the container more memory.`,
  );
}

const RETRY = { headers: { 'Retry-After': '1' } };
