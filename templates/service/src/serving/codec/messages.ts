import type { Fault, Problem } from '../problems.ts';
import type { Elements } from '../tensors/datatypes.ts';
import { forTheWay } from '../tensors/packed.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { BodyOf, Dialect, FormOf, RequestOf } from './dialects.ts';

/** To the thread: read a body, or write an answer. */
export type ToThread =
  | { step: 'read'; dialect: Dialect; body: BodyOf<Dialect> }
  | { step: 'write'; dialect: Dialect; form: FormOf<Dialect>; outputs: Tensor[] };

/** From the thread: once for each message to it. */
export type FromThread =
  | { kind: 'read'; request: RequestOf<Dialect> }
  | { kind: 'written'; parts: Uint8Array[] }
  | { kind: 'refused'; problem: WireProblem }
  /** A fault of the service. */
  | { kind: 'failed'; error: unknown };

/** A Problem on its way between threads, which would lose its members as the Error that it is. */
export interface WireProblem {
  status: number;
  detail: string;
  errors: Fault[] | undefined;
  headers: Record<string, string>;
}

export function wireOf({ status, message, errors, headers }: Problem): WireProblem {
  return { status, detail: message, errors, headers };
}

/** A view that has its buffer for itself, so that this can be moved to the other thread: itself, or a copy. */
export function movable<View extends Exclude<Elements, string[]>>(view: View): View {
  if (view.byteLength === view.buffer.byteLength) return view;
  // A Buffer's own slice() is not a copy.
  return (Buffer.isBuffer(view) ? new Uint8Array(view) : view.slice()) as View;
}

/** Tensors that can be moved: a few strings stay a list, and are copied. */
export function movableTensors(tensors: Tensor[]): Tensor[] {
  return tensors.map((tensor) => ({
    ...tensor,
    data: Array.isArray(tensor.data) ? forTheWay(tensor.data) : movable(tensor.data),
  }));
}

/** The buffers of views, for the list of what is moved. */
export function buffersOf(views: Iterable<unknown>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const view of views) if (ArrayBuffer.isView(view)) buffers.add(view.buffer as ArrayBuffer);
  return [...buffers];
}

/** Gives memory back at once: a collector that has little else to do may let hundreds of megabytes lie. */
export function free(buffers: ArrayBuffer[]): void {
  for (const buffer of buffers) buffer.transfer(0);
}
