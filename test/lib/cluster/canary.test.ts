import { describe, expect, it } from 'vitest';
import { canaryOf, replicasBefore, shareOf, splitFor } from '../../../lib/cluster/canary.ts';
import type { Deployment } from '../../../lib/cluster/objects.ts';

describe('a share of the requests, by numbers of pods', () => {
  it.each([
    [10, 3, { stable: 9, canary: 1 }],
    [10, 9, { stable: 9, canary: 1 }],
    [10, 12, { stable: 18, canary: 2 }],
    [25, 3, { stable: 3, canary: 1 }],
    [50, 3, { stable: 3, canary: 3 }],
    [33, 2, { stable: 2, canary: 1 }],
    [5, 1, { stable: 19, canary: 1 }],
  ])('%i %% beside %i pods', (percent, replicas, split) => {
    expect(splitFor(percent, replicas)).toEqual(split);
  });

  it('is near to what was asked, and takes no pod of the present version away', () => {
    for (let percent = 4; percent <= 50; percent++) {
      for (let replicas = 1; replicas <= 10; replicas++) {
        const { stable, canary } = splitFor(percent, replicas);
        expect(stable).toBeGreaterThanOrEqual(replicas);
        expect(Math.abs((100 * canary) / (stable + canary) - percent)).toBeLessThan(percent / 4);
      }
    }
  });

  it('is refused where it takes too many, with their number', () => {
    expect(() => splitFor(1, 3)).toThrow(
      'A share of 1 % is made by numbers of pods, and takes about 100 of them',
    );
  });

  it('is told as what it is', () => {
    expect(shareOf({ stable: 9, canary: 1 })).toBe('10 %');
    expect(shareOf({ stable: 2, canary: 1 })).toBe('33 %');
  });
});

describe('a canary', () => {
  const labels = { 'app.kubernetes.io/name': 'irisapi', track: 'stable' };
  const stable: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'irisapi', labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'api', image: 'registry.example.com/irisapi@sha256:1' }],
          topologySpreadConstraints: [{ labelSelector: { matchLabels: labels } }],
        },
      },
    },
  };

  it('is the same Deployment with another name and another track, which no selector of the other one matches', () => {
    const canary = canaryOf(stable, 1, 3);
    const track = { ...labels, track: 'canary' };
    expect(canary).toEqual({
      ...stable,
      metadata: { name: 'irisapi-canary', labels: track, annotations: { 'ml-docker/replicas-before': '3' } },
      spec: {
        replicas: 1,
        selector: { matchLabels: track },
        template: {
          metadata: { labels: track },
          spec: {
            ...stable.spec.template.spec,
            topologySpreadConstraints: [{ labelSelector: { matchLabels: track } }],
          },
        },
      },
    });
    expect(replicasBefore(canary)).toBe(3);
    expect(replicasBefore(stable)).toBeUndefined();
    expect(stable.metadata.labels).toEqual(labels);
  });
});
