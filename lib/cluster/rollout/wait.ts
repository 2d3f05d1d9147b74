import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../../io/io.ts';
import type { Cluster } from '../kubectl.ts';
import { causeOf, PATIENCE_S, type CauseKind } from './cause.ts';
import { rolloutFailed, type Waiting } from './failure.ts';
import { progressLine, progressOf } from './progress.ts';
import { look, type Snapshot } from './snapshot.ts';

const PAUSE_MS = 1000;

/**
 * Waits until all pods of a Deployment are those of its present template and ready, and shows how far it has come.
 * @throws UserError  deploy-… (exit 1) where that will not come about, with the reason
 */
export async function waitForRollout(
  cluster: Cluster,
  waiting: Waiting,
  io: Io,
  signal?: AbortSignal,
): Promise<Snapshot> {
  let shown = '';
  let first: { kind: CauseKind; at: number } | undefined;
  try {
    for (;;) {
      const snapshot = await look(cluster, waiting.name, signal);
      const progress = progressOf(snapshot);
      const line = progressLine(progress);
      if (line !== shown) (io.redraw ?? io.say)(line);
      shown = line;
      if (progress.done) return snapshot;
      const cause = causeOf(snapshot);
      if (cause?.kind !== first?.kind) first = cause && { kind: cause.kind, at: Date.now() };
      if (cause !== undefined && Date.now() - first!.at >= PATIENCE_S[cause.kind] * 1000) {
        throw await rolloutFailed(cluster, snapshot, cause, waiting);
      }
      await sleep(PAUSE_MS, undefined, { signal });
    }
  } finally {
    if (io.redraw !== undefined) {
      io.redraw('');
      if (shown !== '') io.say(shown);
    }
  }
}
