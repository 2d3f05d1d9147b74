import cluster from 'node:cluster';

/** Serves in as many processes as PROCESSES says, which share the port. */
export function inProcesses(serve: () => void): void {
  const processes = Number(process.env.PROCESSES);
  if (processes === 1 || cluster.isWorker) serve();
  else for (let index = 0; index < processes; index++) cluster.fork();
  // A primary does not take its workers with it.
  process.on('SIGTERM', () => process.exit());
}
