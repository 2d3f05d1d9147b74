import { parentPort, workerData } from 'node:worker_threads';
import { wireOf } from '../codec/messages.ts';
import { giveWay } from '../priority.ts';
import { Problem } from '../problems.ts';
import type { FromThread, ToThread } from './threads.ts';
import { prepare } from './prepare.ts';
import type { ImageSettings } from './settings.ts';

/*
 * Decodes pictures and makes tensors of them, one after the other, beside the thread that serves: a photograph takes some
 * milliseconds, and one of 80 million pixels a second.
 */
giveWay();
const settings = workerData as ImageSettings;

parentPort!.on('message', ({ bytes, sight }: ToThread) => {
  void prepare(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), sight, settings).then(
    (prepared) => send({ kind: 'prepared', prepared }, [prepared.values.buffer as ArrayBuffer]),
    (error: unknown) =>
      send(
        error instanceof Problem ? { kind: 'refused', problem: wireOf(error) } : { kind: 'failed', error },
        [],
      ),
  );
});

function send(message: FromThread, moved: ArrayBuffer[]): void {
  parentPort!.postMessage(message, moved);
}
