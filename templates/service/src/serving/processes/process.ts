import cluster from 'node:cluster';
import type { FromLeader, Step, ToLeader, Values } from './messages.ts';

/** The environment variable of a process that listens only once it is ready, as another one listens already. */
export const FOLLOWS = 'ML_DOCKER_FOLLOWS';

/** Whether another process of this service takes the requests until this one is ready. */
export function follows(): boolean {
  return cluster.isWorker && process.env[FOLLOWS] === '1';
}

/** Tells the process that leads that this one is ready; where none leads, nobody has to know. */
export function tellReady(): void {
  tell({ kind: 'ready' });
}

/** Another process that has come to nothing is not waited for. */
const PATIENCE_MS = 2000;

/**
 * While all processes of this service stop, waits until each of them has come so far: connections to one that does not
 * listen any more would go to the others, and be reset when these close. Nobody waits where only this one stops.
 */
export async function allReach(step: Step): Promise<void> {
  if (!cluster.isWorker) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stopHearing();
      resolve();
    };
    const timer = setTimeout(done, PATIENCE_MS);
    const stopHearing = hear((message) => {
      if (message.kind === 'go' && message.step === step) done();
    });
    tell({ kind: 'reached', step });
  });
}

/** What all processes of this service count, this one among them. @param count what this one does. */
export async function gathered(count: () => Promise<Values>): Promise<Values[]> {
  if (!cluster.isWorker) return [await count()];
  return new Promise((resolve) => {
    const stopHearing = hear((message) => {
      if (message.kind !== 'gathered') return;
      stopHearing();
      resolve(message.values);
    });
    tell({ kind: 'gather' });
  });
}

/** Answers the process that leads when it wants to know what this one counts. */
export function countWhenAsked(count: () => Promise<Values>): void {
  hear((message) => {
    if (message.kind === 'count') void count().then((values) => tell({ kind: 'counted', values }));
  });
}

/** Without a callback, a leader that has just ended would end this process with an error. */
function tell(message: ToLeader): void {
  if (cluster.isWorker) process.send!(message, undefined, {}, () => {});
}

function hear(listener: (message: FromLeader) => void): () => void {
  if (!cluster.isWorker) return () => {};
  process.on('message', listener);
  return () => process.off('message', listener);
}
