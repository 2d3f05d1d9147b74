import type { Worker } from 'node:cluster';

/** A connection as node:cluster hands it to a process. */
interface Connection {
  close(): void;
}

/** The process that each was handed to last: one that is stopping hands it back. */
const holders = new WeakMap<Connection, Worker>();

/**
 * Closes the connection that was on its way to a process that dies, so that its client hears of it at once.
 *
 * node:cluster hands a process one connection at a time and closes its own end when the process has said that it took
 * it: where the process dies before, that never happens, and the client would wait for ever
 * (https://github.com/nodejs/node-v0.x-archive/issues/7006).
 */
export function closeWhatIsHandedOver(worker: Worker): void {
  const { process } = worker;
  const send = process.send.bind(process) as (...args: unknown[]) => boolean;
  let last: Connection | undefined;
  process.send = (...args: unknown[]) => {
    const connection = args[1] as Connection | undefined;
    if (typeof connection?.close === 'function') holders.set((last = connection), worker);
    return send(...args);
  };
  worker.on('exit', () => {
    if (last && holders.get(last) === worker) last.close(); // does nothing where it is closed already
  });
}
