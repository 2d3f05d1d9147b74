/*
 * Several processes serve together, so that all processors are used. app.ts imports this file first, and the image has it
 * loaded before app.ts (`node --import`): the process that leads the others serves nothing itself, and so need not load
 * what it would serve with.
 */
import cluster from 'node:cluster';
import { isMainThread } from 'node:worker_threads';
import { readCard } from '../../card.ts';
import { readConfig } from '../../config.ts';
import { orExit } from '../exit.ts';
import { lead } from './leader.ts';

// A thread takes itself for the first process of a cluster, too.
if (cluster.isPrimary && isMainThread) {
  const { processes } = await orExit(() => readConfig(process.env, readCard()));
  // This never resolves: app.ts does not go on here.
  if (processes > 1) await new Promise(() => lead(processes));
}
