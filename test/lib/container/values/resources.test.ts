import { describe, expect, it } from 'vitest';
import { resourcesFor } from '../../../../lib/container/values/resources.ts';

const GIBIBYTE = 2 ** 30;

describe('what a container with a model needs', () => {
  it('is little for a small model', () => {
    expect(resourcesFor(1022)).toEqual({ memoryRequest: 256, memoryLimit: 576, startSeconds: 61 });
  });

  it('has room for the weights, also while they are loaded', () => {
    const { memoryRequest, memoryLimit, startSeconds } = resourcesFor(2 * GIBIBYTE);
    expect(memoryRequest).toBeGreaterThan(2048);
    expect(memoryLimit).toBeGreaterThan(2 * 2048);
    expect(startSeconds).toBeGreaterThan(120);
  });
});
