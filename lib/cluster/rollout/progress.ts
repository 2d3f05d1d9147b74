import { counted } from '../../io/text.ts';
import { isReady, podsOf, type Snapshot } from './snapshot.ts';

/** How far a rollout has come. */
export interface Progress {
  /** How many pods there are to be. */
  wanted: number;
  /** How many of the present template are ready. */
  ready: number;
  /** How many of earlier templates are ready, and serve. */
  earlier: number;
  done: boolean;
}

/** Done is what `kubectl rollout status` calls so, with as many pods as the autoscaler keeps at the least. */
export function progressOf(snapshot: Snapshot): Progress {
  const { metadata, spec, status = {} } = snapshot.deployment;
  const replicas = spec.replicas ?? 1;
  const wanted = replicas === 0 ? 0 : Math.max(replicas, snapshot.fewest ?? 0);
  const { updatedReplicas: updated = 0, replicas: all = 0, availableReplicas: available = 0 } = status;
  const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const { present, earlier } = podsOf(snapshot);
  return {
    wanted,
    ready: present.filter(isReady).length,
    earlier: earlier.filter(isReady).length,
    done: isSeen && updated >= wanted && all === updated && available >= updated,
  };
}

/** In a line: `2 of 3 pods ready, 2 of before still serve`. */
export function progressLine({ wanted, ready, earlier }: Progress): string {
  const still =
    earlier === 0
      ? ''
      : `; ${counted(earlier, 'pod')} of the version before still ${earlier === 1 ? 'serves' : 'serve'}`;
  return `${ready} of ${counted(wanted, 'new pod')} ready${still}`;
}
