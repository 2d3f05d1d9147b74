/*
 * Several processes serve together, so that all processors are used. app.ts imports this file first, and the image has it
 * loaded before app.ts (`node --import`): the process that leads the others serves nothing itself, and so need not load
 * what it would serve with.
 */
import cluster from 'node:cluster';
import { readCard } from '../../card.ts';
import { readConfig } from '../../config.ts';
import { orExit } from '../exit.ts';
import { lead } from './leader.ts';

if (cluster.isPrimary) {
  const { processes } = await orExit(() => readConfig(process.env, readCard()));
  // This never resolves: app.ts does not go on here.
  if (processes > 1) await new Promise(() => lead(processes));
}
