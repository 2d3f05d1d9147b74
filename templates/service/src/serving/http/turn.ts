import type { Response } from 'express';
import { Problem } from '../problems.ts';
import type { Service } from '../service.ts';

/** What all requests together hold, in bytes. QUEUE_LIMIT bounds their number alone. */
export interface Memory {
  held: number;
  readonly most: number;
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
  #held = 0;
  #until = Infinity;

  constructor(response: Response, service: Pick<Service, 'memory' | 'metrics' | 'config'>) {
    this.#response = response;
    this.#service = service;
    response.on('close', () => (service.memory.held -= this.#held));
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
   * Counts bytes until the answer has been sent.
   * @throws Problem 503 where all requests together would hold too much.
   */
  hold(bytes: number): void {
    const { memory, metrics } = this.#service;
    if (this.isGone) return;
    if (memory.held + bytes > memory.most) {
      metrics.refused.inc({ reason: 'memory' });
      const detail = 'The requests being answered hold all the memory available for them. Try again later.';
      throw new Problem(503, detail, { headers: { 'Retry-After': '1' } });
    }
    memory.held += bytes;
    this.#held += bytes;
  }

  /** Gives back what `hold` has counted, before the answer has been sent. */
  release(bytes: number): void {
    if (this.isGone) return; // Everything was given back then.
    this.#service.memory.held -= bytes;
    this.#held -= bytes;
  }
}
