import cluster from 'node:cluster';
import type { Server, ServerResponse } from 'node:http';
import { setImmediate as afterInput, setTimeout as sleep } from 'node:timers/promises';
import type { Inference } from './inference/inference.ts';
import type { Log } from './log.ts';
import { allReach } from './processes/process.ts';

/**
 * How long a stopping service still takes requests, so that each keep-alive client hears `Connection: close`.
 */
const LINGER_MS = 500;

/**
 * How long requests then wait before the port is closed. A client that is answered connects anew at once, and what has
 * connected to a port that closes is reset: while they wait for their answers, all clients stay where they are.
 */
const HOLD_MS = 100;

/** How long a client may take to send its request that has connected just before the port was closed. */
const FRESH_MS = 200;

/**
 * From the start to the end of the service. On SIGTERM or SIGINT it drains: it is not ready any more, answers
 * what it has accepted with `Connection: close`, and ends with exit code 0.
 */
export class Lifecycle {
  draining = false;
  /** Ends when the port is closed; there while requests have to wait for that. */
  closing: Promise<void> | undefined;
  readonly #log: Log;
  /** A list, as a set that answers come to and go from keeps them alive until a major collection of V8. */
  readonly #open: ServerResponse[] = [];
  #wake = () => {};

  constructor(log: Log) {
    this.#log = log;
  }

  /** Follows an answer from the arrival of its request until it has been sent or its client has gone. */
  follow(response: ServerResponse): void {
    if (this.draining) response.setHeader('Connection', 'close');
    this.#open.push(response);
    response.on('close', () => this.#forget(response));
  }

  #forget(response: ServerResponse): void {
    const last = this.#open.pop()!;
    if (last !== response) this.#open[this.#open.indexOf(response)] = last;
    if (this.#open.length === 0) this.#wake();
  }

  /**
   * @param longestRequest no request takes longer, in milliseconds; while stopping, one that does is cut off.
   */
  stopOnSignals(server: Server, inference: Inference, longestRequest: number): void {
    const onSignal = (signal: NodeJS.Signals) => {
      // A second signal means now. Ending the process within a run by other means than SIGKILL prints an
      // abort; PID 1 cannot kill itself, so there the run is finished first.
      if (this.draining && process.pid !== 1) process.kill(process.pid, 'SIGKILL');
      if (this.draining) return;
      this.#log.info({ signal }, 'stopping: answering what was accepted');
      void this.stop(server, inference, longestRequest);
    };
    process.on('SIGTERM', onSignal);
    // Ctrl-C reaches all processes of a terminal; the one that leads has its own SIGTERM for the others.
    process.on('SIGINT', (signal) => cluster.isWorker || onSignal(signal));
  }

  /** Drains, lets the workers end, and ends the process. */
  async stop(server: Server, inference: Inference, longestRequest: number, exitCode = 0): Promise<void> {
    this.draining = true;
    for (const response of this.#open) if (!response.headersSent) response.setHeader('Connection', 'close');
    if ((await connections(server)) > 0) await sleep(LINGER_MS);
    await this.#closePort(server);
    if ((await connections(server)) > 0) await sleep(FRESH_MS);
    await Promise.race([this.#allAnswered(), sleep(longestRequest + 1000)]);
    server.closeAllConnections();
    await inference.stop();
    this.#log.info('stopped');
    process.exit(exitCode);
  }

  async #closePort(server: Server): Promise<void> {
    let closed = (): void => {};
    this.closing = new Promise((resolve) => (closed = resolve));
    if ((await connections(server)) > 0) await sleep(HOLD_MS);
    await allReach('held');
    await afterInput(); // Connections that wait to be accepted would be reset: they are taken first.
    server.close();
    await allReach('closed');
    this.closing = undefined;
    closed();
  }

  #allAnswered(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#open.length === 0) resolve();
    });
  }
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
}
