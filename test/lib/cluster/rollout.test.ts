import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ReplicaSet } from '../../../lib/cluster/objects.ts';
import { causeOf } from '../../../lib/cluster/rollout/cause.ts';
import { warningsIn } from '../../../lib/cluster/rollout/failure.ts';
import { revisionBefore } from '../../../lib/cluster/rollout/history.ts';
import { progressLine, progressOf } from '../../../lib/cluster/rollout/progress.ts';
import { podsOf, type Snapshot } from '../../../lib/cluster/rollout/snapshot.ts';

/** A rollout at one moment, as a real cluster told it. */
const recorded = async (name: string): Promise<Snapshot> =>
  JSON.parse(await readFile(new URL(`recorded/${name}.json`, import.meta.url), 'utf8')) as Snapshot;

describe('what keeps a rollout from going on, by the state of the cluster:', () => {
  it.each([
    ['image', 'image', /^Back-off pulling image ".*not found$/],
    ['start-error', 'memory', /OOMKilled/],
    ['memory', 'ended', /^it ended with exit code 1$/],
    ['room', 'room', /^0\/3 nodes are available: 3 Insufficient cpu\./],
    ['config', 'config', /^secret "irisapi" not found$/],
    ['ended', 'ended', /^it ended with exit code 3$/],
    ['quota', 'refused', /is forbidden: exceeded quota: small/],
  ])('%s', async (name, kind, message) => {
    const snapshot = await recorded(name);
    const cause = causeOf(snapshot);
    expect(cause).toMatchObject({ kind, message: expect.stringMatching(message) });
    const { present } = podsOf(snapshot);
    expect(cause?.pod).toBe(kind === 'refused' ? undefined : present[0]!.metadata.name);
    expect(progressOf(snapshot)).toEqual({ wanted: 3, ready: 0, earlier: 3, done: false });
  });

  it.each(['going', 'done'])('nothing: %s', async (name) => {
    expect(causeOf(await recorded(name))).toBeUndefined();
  });

  it('nothing of an earlier template counts before the controller has seen the new one', async () => {
    const snapshot = await recorded('ended');
    snapshot.deployment.metadata.generation! += 1;
    expect(causeOf(snapshot)).toBeUndefined();
    expect(progressOf(snapshot).done).toBe(false);
  });
});

describe('how far a rollout has come', () => {
  it('one that goes on', async () => {
    const progress = progressOf(await recorded('going'));
    expect(progress.done).toBe(false);
    expect(progressLine(progress)).toBe('0 of 3 new pods ready; 3 pods of the version before still serve');
  });

  it('one that is over', async () => {
    const progress = progressOf(await recorded('done'));
    expect(progress).toEqual({ wanted: 3, ready: 3, earlier: 0, done: true });
    expect(progressLine(progress)).toBe('3 of 3 new pods ready');
  });

  it('is not over before there are as many pods as the autoscaler keeps', async () => {
    expect(progressOf({ ...(await recorded('done')), fewest: 4 })).toMatchObject({ wanted: 4, done: false });
  });
});

describe('the version to go back to', () => {
  const history = async (
    ...earlier: [revision: number, ready: number, served: boolean][]
  ): Promise<Snapshot> => {
    const snapshot = await recorded('done');
    const [present] = snapshot.replicaSets as [ReplicaSet];
    const replicaSets = earlier.map(([revision, readyReplicas, served]): ReplicaSet => ({
      ...present,
      metadata: {
        ...present.metadata,
        annotations: { 'deployment.kubernetes.io/revision': String(revision) },
        labels: served ? { 'ml-docker/served': 'true' } : {},
      },
      status: { readyReplicas },
    }));
    return { ...snapshot, replicaSets: [...replicaSets, present] };
  };
  const revision = async (...earlier: [number, number, boolean][]): Promise<string | undefined> =>
    revisionBefore(await history(...earlier))?.metadata.annotations?.['deployment.kubernetes.io/revision'];

  it('is the one whose pods still serve, whatever failed since', async () => {
    expect(await revision([1, 0, true], [2, 3, false], [3, 0, false])).toBe('2');
  });

  it('or the last that has served', async () => {
    expect(await revision([1, 0, true], [2, 0, true], [3, 0, false])).toBe('2');
  });

  it('or, where nobody knows, the last one', async () => {
    expect(await revision([1, 0, false], [2, 0, false])).toBe('2');
    expect(await revision()).toBeUndefined();
  });
});

describe('what the cluster told of a pod', () => {
  it('is its failures, each once, and not those that are but a name', () => {
    const told = [
      ['Scheduled', 'Successfully assigned'],
      ['Failed', 'Failed to pull image "x": not found'],
      ['Failed', 'Error: ErrImagePull'],
      ['Failed', 'Failed to pull image "x": not found'],
      ['MissingClusterDNS', 'kubelet does not have ClusterDNS IP configured'],
    ];
    const items = told.map(([reason, message]) => ({
      reason: reason!,
      message: message!,
      involvedObject: {},
    }));
    expect(warningsIn({ items })).toEqual(['Failed: Failed to pull image "x": not found']);
  });
});
