/*
 * The thread that has the model. It is a thread of its own because onnxruntime-node computes synchronously:
 * in the main thread a run would stop every other request, health checks included.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import runtime from 'onnxruntime-node';
import { giveWay } from '../priority.ts';
import { forTheWay, unpackStrings } from '../tensors/packed.ts';
import type { FromWorker, ToWorker, WireTensor, WorkerSettings } from './messages.ts';
import { buffersOf } from './messages.ts';

const port = parentPort!;
const { file, threads } = workerData as WorkerSettings;

giveWay(); // before ONNX Runtime starts its own threads
const session = await load();
/**
 * Outputs called toString and the like. onnxruntime-node 1.30 looks for what to fetch in a plain object, finds there
 * what every object inherits, and fails; it does not where they are fetched, too.
 */
const inherited = session?.outputNames.filter((name) => name in Object.prototype) ?? [];
if (session) port.on('message', (message: ToWorker) => void receive(session, message));

async function load(): Promise<InferenceSession | undefined> {
  try {
    const loaded = await runtime.InferenceSession.create(file, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Idle threads would otherwise spin: eleven times the CPU time at low load.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      // Errors reach the log through our own messages, without colours and source locations.
      logSeverityLevel: 4,
    });
    send({ kind: 'loaded' });
    return loaded;
  } catch (error) {
    send({ kind: 'unloadable', message: messageOf(error) });
    return undefined;
  }
}

async function receive(session: InferenceSession, message: ToWorker): Promise<void> {
  if (message === 'release') {
    await session.release();
    port.close(); // The last thing that keeps this thread alive.
    return;
  }
  const started = performance.now();
  try {
    const fetches = [...new Set([...message.fetches, ...inherited])];
    const results = await session.run(feedsOf(message.inputs), fetches);
    const seconds = (performance.now() - started) / 1000;
    const outputs = message.fetches.map((name) => wireOf(results[name] as RuntimeTensor));
    send({ kind: 'done', outputs, seconds }, buffersOf(outputs));
  } catch (error) {
    const text = messageOf(error);
    // This is how a kernel of the model says that it cannot compute with these values.
    send({
      kind: text.startsWith('Non-zero status code returned while running') ? 'rejected' : 'failed',
      message: text,
    });
  }
}

/**
 * Plain objects instead of `new Tensor`: with the latter, onnxruntime-node 1.30 refuses FP16 on Node 24 and
 * later.
 */
function feedsOf(inputs: Record<string, WireTensor>): InferenceSession.FeedsType {
  const entries = Object.entries(inputs).map(([name, { type, shape, data }]) => [
    name,
    { type, data: elementsFor(type, data), dims: shape, location: 'cpu' },
  ]);
  return Object.fromEntries(entries) as InferenceSession.FeedsType;
}

/** Many strings come packed. */
function elementsFor(type: string, data: WireTensor['data']): WireTensor['data'] {
  return type === 'string' && !Array.isArray(data) ? unpackStrings(data) : data;
}

/** FP16 comes as a Float16Array where Node has one; the service has the bits of halves everywhere. */
function wireOf({ type, dims, data }: RuntimeTensor): WireTensor {
  if (Array.isArray(data)) return { type, shape: [...dims], data: forTheWay(data) };
  const isHalf = type === 'float16' && !(data instanceof Uint16Array);
  const bits = isHalf && new Uint16Array(data.buffer, data.byteOffset, data.length);
  return { type, shape: [...dims], data: bits || data };
}

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
