import type { Condition, ContainerState, Pod } from '../objects.ts';
import { isReady, newReplicaSet, podsOf, type Snapshot } from './snapshot.ts';

/** What keeps a rollout from going on. */
export type CauseKind = 'refused' | 'room' | 'image' | 'config' | 'memory' | 'ended' | 'slow';

export interface Cause {
  kind: CauseKind;
  /** The cluster's own words. */
  message: string;
  /** The pod that shows it; absent where there is none. */
  pod?: string;
  /** Whether its container has been started again, so that its last words are those of the run before. */
  restarted?: boolean;
}

/**
 * For how long something has to be so before it is taken for the reason, in seconds: a node may be added, a registry may
 * answer at the second try, a quota is freed by a pod that ends.
 */
export const PATIENCE_S: Record<CauseKind, number> = {
  refused: 10,
  room: 30,
  image: 8,
  config: 5,
  memory: 2,
  ended: 0,
  slow: 0,
};

/** Source: pkg/kubelet/images/types.go and pkg/kubelet/container/sync_result.go of Kubernetes. */
const IMAGE = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
];
const CONFIG = [
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'ContainerCannotRun',
  'StartError',
];
/** runc's words where the limit is too low for the first process even. */
const KILLED_AT_START = /OOM-killed|memory limit too low/;

/** What stands in a rollout's way, by the state of its Deployment, ReplicaSet and pods; undefined: nothing so far. */
export function causeOf(snapshot: Snapshot): Cause | undefined {
  const present = newReplicaSet(snapshot);
  if (present === undefined) return undefined;
  const refused = failing(present.status?.conditions) ?? failing(snapshot.deployment.status?.conditions);
  if (refused !== undefined) return { kind: 'refused', message: refused };
  const found = podsOf(snapshot)
    .present.filter((pod) => !isReady(pod))
    .map(causeIn)
    .find((one) => one !== undefined);
  if (found !== undefined) return found;
  const late = snapshot.deployment.status?.conditions?.find(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  );
  return late && { kind: 'slow', message: late.message ?? '' };
}

function failing(conditions: Condition[] = []): string | undefined {
  return conditions.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True')?.message;
}

function causeIn({ metadata: { name: pod }, status }: Pod): Cause | undefined {
  const unplaced = status.conditions?.find(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable',
  );
  if (unplaced !== undefined) return { kind: 'room', message: unplaced.message ?? '', pod };
  const [container] = status.containerStatuses ?? [];
  if (container === undefined) return undefined;
  const { state = {}, lastState, restartCount } = container;
  const { reason = '', message = '' } = state.waiting ?? {};
  if (IMAGE.includes(reason)) return { kind: 'image', message, pod };
  const ended = state.terminated ?? lastState?.terminated;
  const restarted = state.terminated === undefined;
  if (KILLED_AT_START.test(`${message} ${ended?.message ?? ''}`) || ended?.reason === 'OOMKilled') {
    return {
      kind: 'memory',
      message: 'the system ended it: its memory was used up (OOMKilled)',
      pod,
      restarted,
    };
  }
  if (CONFIG.includes(reason)) return { kind: 'config', message, pod };
  if (ended !== undefined && CONFIG.includes(ended.reason ?? '')) {
    return { kind: 'config', message: ended.message ?? '', pod };
  }
  // Once may be chance.
  return restartCount > 0 && isDown(state)
    ? { kind: 'ended', message: endedBy(ended), pod, restarted }
    : undefined;
}

function isDown({ running }: ContainerState): boolean {
  return running === undefined;
}

function endedBy(ended: ContainerState['terminated']): string {
  return ended === undefined ? 'it is started again and again' : `it ended with exit code ${ended.exitCode}`;
}
