import { totalmem } from 'node:os';

/** How many bytes this process may use: the container's limit (`docker run --memory`), or what the machine has. */
export function memory(): number {
  // Without a limit Node gives 0, or a number beyond any machine's.
  return Math.min(process.constrainedMemory() || Infinity, totalmem());
}
