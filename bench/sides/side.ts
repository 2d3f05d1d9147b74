import type { Call } from '../load/load.ts';

/** How a server is started: a program that listens on 127.0.0.1 at the port that it is given. */
export interface Launch {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** What a server serves: which model, and where its file is. */
export interface Served {
  model: 'iris' | 'image' | 'text' | 'picture';
  file: string;
}

/** A tensor of a request or an answer, row by row. */
export interface Tensor {
  name: string;
  shape: number[];
  data: number[] | string[];
}

/** What is sent to every side, and what each must answer: in the form of POST /predict, or as the bytes of tensors. */
export interface Load {
  name: string;
  request: unknown;
  answer: unknown;
  binary?: { input: Tensor; output: Tensor };
  /** A file that is the body. */
  file?: { type: string; bytes: Buffer };
}

/** One of those that are compared: we, a limit, or a peer. */
export interface Side {
  name: string;
  kind: 'ours' | 'limit' | 'peer';
  /** With how many processes it is measured: one, as many as there are cores, or both. */
  processes: 'one' | 'all' | 'both';
  /**
   * Installs what it needs.
   * @throws Unavailable  where it cannot be had on this machine
   */
  prepare(): Promise<void>;
  launch(processes: number, port: number): Launch;
  /** Where it is asked whether it is ready; undefined where that cannot be asked. */
  ready?: string;
  /** @returns undefined where it does not take such a load */
  call(load: Load): Call | undefined;
}

/** Whatever cannot take part on this machine, and why. */
export class Unavailable extends Error {}
