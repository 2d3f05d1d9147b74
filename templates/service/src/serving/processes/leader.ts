import type { Worker } from 'node:cluster';
import cluster from 'node:cluster';
import { keepCounts, keptCounts } from './ended.ts';
import { closeWhatIsHandedOver } from './handed-over.ts';
import type { FromLeader, Step, ToLeader, Values } from './messages.ts';
import { FOLLOWS } from './process.ts';

/** A process that ends has a successor after so long. */
const RESTART_MS = 1000;

/** A process that does not say what it counts, as it computes for long or has just ended, is left out. */
const GATHER_MS = 2000;

let isServing = false;
let isStopping = false;
let exitCode = 0;

/** Starts so many processes, replaces those that end, and ends with the last of them when it is told to stop. */
export function lead(processes: number): void {
  cluster.schedulingPolicy = cluster.SCHED_RR; // else the system gives most connections to one of them
  cluster.setupPrimary({ serialization: 'advanced' }); // JSON has no NaN
  // The first one shows whether the service can start.
  start(false, () => {
    isServing = true;
    for (let index = 1; index < processes; index++) start(true);
  });
  const onSignal = () => {
    if (!isStopping) return stop(0);
    for (const worker of workers()) worker.process.kill('SIGKILL'); // A second signal means now.
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** @param follows whether another process listens already, so that this one can wait until it is ready. */
function start(follows: boolean, onReady = () => {}): void {
  const worker = cluster.fork({ [FOLLOWS]: follows ? '1' : '' });
  closeWhatIsHandedOver(worker);
  let last: Values = []; // that it has counted
  worker.on('message', (message: ToLeader) => {
    if (message.kind === 'ready') onReady();
    else if (message.kind === 'gather') gather(worker);
    else if (message.kind === 'reached') reached(worker, message.step);
    else {
      last = message.values;
      gathering.get(worker)?.(message.values);
    }
  });
  worker.on('exit', (code: number | null, signal: string | null) => {
    gathering.get(worker)?.();
    keepCounts(last);
    for (const step of ['held', 'closed'] as const) letGo(step);
    // A service that cannot start has said why.
    if (!isServing && !isStopping) stop(code ?? 1);
    if (isStopping) {
      if (workers().length === 0) process.exit(exitCode);
      return;
    }
    const line = { level: 'error', time: new Date().toISOString(), code, signal };
    console.log(JSON.stringify({ ...line, msg: 'a process ended; a new one takes its place' }));
    setTimeout(() => {
      if (!isStopping) start(true);
    }, RESTART_MS);
  });
}

function stop(code: number): void {
  isStopping = true;
  exitCode = code;
  for (const worker of workers()) worker.process.kill('SIGTERM');
}

function workers(): Worker[] {
  return Object.values(cluster.workers!) as Worker[];
}

/** One that is about to end may not hear it any more: without a callback, that would end this process with an error. */
function send(worker: Worker, message: FromLeader): void {
  if (worker.isConnected()) worker.send(message, () => {});
}

/** How far those that stop have come. */
const arrived = { held: new Set<Worker>(), closed: new Set<Worker>() };

function reached(worker: Worker, step: Step): void {
  arrived[step].add(worker);
  if (isStopping) letGo(step);
  else send(worker, { kind: 'go', step }); // It stops alone.
}

function letGo(step: Step): void {
  const all = workers();
  if (!all.every((worker) => arrived[step].has(worker))) return;
  for (const worker of all) send(worker, { kind: 'go', step });
}

/** Who is asked what it counts, and where its answer goes. */
const gathering = new Map<Worker, (values?: Values) => void>();
const askers: Worker[] = [];

function gather(asker: Worker): void {
  askers.push(asker);
  if (gathering.size > 0) return; // One round answers all who ask meanwhile.
  const all = keptCounts();
  const timer = setTimeout(() => finish(), GATHER_MS);
  const finish = () => {
    clearTimeout(timer);
    gathering.clear();
    for (const one of askers.splice(0)) send(one, { kind: 'gathered', values: all });
  };
  for (const worker of workers()) {
    gathering.set(worker, (values) => {
      gathering.delete(worker);
      if (values) all.push(values);
      if (gathering.size === 0) finish();
    });
    send(worker, { kind: 'count' });
  }
}
