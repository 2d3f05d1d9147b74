import { spawnSync } from 'node:child_process';
import { autocannon } from './autocannon.ts';
import { wrk } from './wrk.ts';

/** A request that is sent over and over. */
export interface Call {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** What is wrong with a successful answer; undefined where nothing is. */
  fault(answer: Buffer): string | undefined;
}

/** What a load generator counted; times in milliseconds. */
export interface Counted {
  requests: number;
  seconds: number;
  median: number;
  p99: number;
  /** Answers that were no success, timeouts, and connections that broke. */
  failures: number;
}

/** A program that sends one call over some connections; each sends again as soon as its answer has come. */
export interface Generator {
  name: string;
  run(url: string, call: Call, connections: number, seconds: number): Promise<Counted>;
}

/** wrk where it is installed, because it takes the least of the machine; else autocannon. */
export function generator(): Generator {
  const there = spawnSync('wrk', ['--version'], { stdio: 'ignore' }).error === undefined;
  return there ? wrk : autocannon;
}
