/*
 * The thread that has a model whose runs are long: onnxruntime-node computes synchronously, and in the main thread a run
 * would stop every other request, health checks included.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { giveWay } from '../priority.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { buffersOf } from './messages.ts';
import { isKernelFailure } from './reason.ts';
import { Session } from './session.ts';

const port = parentPort!;
const { file, threads } = workerData as WorkerSettings;

giveWay(); // before ONNX Runtime starts its own threads
const session = await load();
if (session) port.on('message', (message: ToWorker) => void receive(session, message));

async function load(): Promise<Session | undefined> {
  try {
    const started = performance.now();
    const loaded = await Session.load(file, threads);
    send({ kind: 'loaded', seconds: (performance.now() - started) / 1000 });
    return loaded;
  } catch (error) {
    send({ kind: 'unloadable', message: messageOf(error) });
    return undefined;
  }
}

async function receive(session: Session, message: ToWorker): Promise<void> {
  if (message === 'release') {
    await session.release();
    port.close(); // The last thing that keeps this thread alive.
    return;
  }
  const started = performance.now();
  try {
    const outputs = await session.run(message.inputs, message.fetches);
    const seconds = (performance.now() - started) / 1000;
    send({ kind: 'done', outputs, seconds }, buffersOf(outputs));
  } catch (error) {
    const text = messageOf(error);
    send({ kind: isKernelFailure(text) ? 'rejected' : 'failed', message: text });
  }
}

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
