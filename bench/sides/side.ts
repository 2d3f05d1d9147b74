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
  model: 'iris' | 'image' | 'text';
  file: string;
}

/** What is sent to every side, in the form of POST /predict, and what each must answer. */
export interface Load {
  name: string;
  request: unknown;
  answer: unknown;
}

/** One of those that are compared: we, a limit, or a peer. */
export interface Side {
  name: string;
  kind: 'ours' | 'limit' | 'peer';
  /**
   * Installs what it needs.
   * @throws Unavailable  where it cannot be had on this machine
   */
  prepare(): Promise<void>;
  launch(processes: number, port: number): Launch;
  call(load: Load): Call;
}

/** Whatever cannot take part on this machine, and why. */
export class Unavailable extends Error {}
