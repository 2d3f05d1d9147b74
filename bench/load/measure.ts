import type { Server } from '../sides/server.ts';
import type { Call, Counted, Generator } from './load.ts';
import { processorSeconds } from './process-tree.ts';

/** A load, and what the server took for it. */
export interface Measured extends Counted {
  /** Of all its processes, user and system. */
  processorSeconds: number;
}

/** Sends a load to a server, and looks at its processor time before and after. */
export async function measure(
  { url, pid }: Server,
  call: Call,
  connections: number,
  generator: Generator,
  seconds: number,
): Promise<Measured> {
  const before = await processorSeconds(pid);
  const counted = await generator.run(url, call, connections, seconds);
  return { ...counted, processorSeconds: (await processorSeconds(pid)) - before };
}
