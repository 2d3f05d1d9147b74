import { describe, expect, it } from 'vitest';
import { clusterIn } from '../../../lib/cluster/context.ts';

// As `kubectl config view --output json` prints it.
const configuration = {
  'current-context': 'staging',
  contexts: [
    { name: 'staging', context: { cluster: 's', user: 'u', namespace: 'models' } },
    { name: 'production', context: { cluster: 'p', user: 'u' } },
  ],
  clusters: [
    { name: 's', cluster: { server: 'https://staging.example.com:6443' } },
    { name: 'p', cluster: { server: 'https://production.example.com' } },
  ],
};

describe('which cluster is meant', () => {
  it('the current one, with the namespace of its context', () => {
    expect(clusterIn(configuration, {})).toEqual({
      context: 'staging',
      namespace: 'models',
      server: 'https://staging.example.com:6443',
    });
  });

  it('or the one that is named', () => {
    expect(clusterIn(configuration, { context: 'production' })).toMatchObject({ namespace: 'default' });
    expect(clusterIn(configuration, { namespace: 'other' })).toMatchObject({ namespace: 'other' });
  });

  it('a slip is refused, with the nearest and all others', () => {
    expect(() => clusterIn(configuration, { context: 'stagnig' })).toThrow(
      expect.objectContaining({
        code: 'context-unknown',
        exitCode: 2,
        next: ['did you mean --context staging?', 'those it knows: staging, production'],
      }),
    );
  });

  it.each([
    ['kubectl knows no cluster yet', { contexts: null, clusters: null, 'current-context': '' }],
    ['kubectl has no current context', { ...configuration, 'current-context': '' }],
  ])('%s', (what, found) => {
    expect(() => clusterIn(found, {})).toThrow(what);
  });
});
