/*
 * The thread that reads large bodies and writes large answers. It has no model: it may be ended at any time.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { giveWay } from '../priority.ts';
import { Problem } from '../problems.ts';
import type { Context } from './dialects.ts';
import { dialects } from './dialects.ts';
import type { FromThread, ToThread } from './messages.ts';
import { buffersOf, free, movable, movableTensors, wireOf } from './messages.ts';

const context = workerData as Context;
const encoder = new TextEncoder();

giveWay();
parentPort!.on('message', (message: ToThread) => {
  try {
    if (message.step === 'read') read(message);
    else write(message);
  } catch (error) {
    if (error instanceof Problem) send({ kind: 'refused', problem: wireOf(error) });
    else send({ kind: 'failed', error });
  }
});

function read({ dialect, body }: Extract<ToThread, { step: 'read' }>): void {
  const asked = dialects[dialect].read(body as never, context);
  const inputs = movableTensors(asked.inputs);
  const kept = buffersOf(inputs.map(({ data }) => data));
  free(buffersOf(body.pieces).filter((buffer) => !kept.includes(buffer)));
  send({ kind: 'read', request: { ...asked, inputs } }, kept);
}

function write({ dialect, form, outputs }: Extract<ToThread, { step: 'write' }>): void {
  const written = dialects[dialect].write(form as never, outputs, context);
  const parts = written.map((part) => movable(typeof part === 'string' ? encoder.encode(part) : part));
  const kept = buffersOf(parts);
  free(buffersOf(outputs.map(({ data }) => data)).filter((buffer) => !kept.includes(buffer)));
  send({ kind: 'written', parts }, kept);
}

function send(message: FromThread, transfer: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, transfer);
}
