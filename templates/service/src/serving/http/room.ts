/** One who waits for bytes. */
interface Waiting {
  bytes: number;
  go: () => void;
}

/**
 * Bytes of memory that requests share. What is small takes them at once or not at all; what is large waits until others
 * have given theirs back, and leaves an eighth to what is small.
 */
export class Room {
  held = 0;
  readonly most: number;
  /** As much as those who wait may fill it. */
  readonly mostWaiting: number;
  #waiting: Waiting[] = [];

  constructor(most: number) {
    this.most = most;
    this.mostWaiting = (most * 7) / 8;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes bytes, if they are there. */
  take(bytes: number): boolean {
    const isThere = this.held + bytes <= this.most;
    if (isThere) this.held += bytes;
    return isThere;
  }

  give(bytes: number): void {
    this.held -= bytes;
    while (this.#waiting.length > 0 && this.held + this.#waiting[0]!.bytes <= this.mostWaiting) {
      const { bytes: taken, go } = this.#waiting.shift()!;
      this.held += taken;
      go();
    }
  }

  /**
   * Takes bytes as soon as they are there, first come, first served.
   * @param bytes at most `mostWaiting`.
   * @param left milliseconds to wait.
   * @returns whether they were taken.
   */
  wait(bytes: number, left: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        this.give(0); // Who stands behind it may need less.
        resolve(false);
      }, left);
      const go = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const waiting: Waiting = { bytes, go };
      this.#waiting.push(waiting);
      this.give(0);
    });
  }
}
