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
  const pieces = inOne(body.pieces);
  const asked = dialects[dialect].read({ ...body, pieces } as never, context);
  const inputs = movableTensors(asked.inputs);
  const kept = buffersOf(inputs.map(({ data }) => data));
  free(buffersOf(pieces).filter((buffer) => !kept.includes(buffer)));
  send({ kind: 'read', request: { ...asked, inputs } }, kept);
}

/** The pieces of a body one behind the other, in memory that is given back with that of the body, as theirs is at once. */
function inOne(pieces: Uint8Array[]): Uint8Array[] {
  if (pieces.length === 1) return pieces;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.length;
  }
  free(buffersOf(pieces));
  return [whole];
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
