import { describe, expect, it } from 'vitest';
import { isLocal, judgeNodes, type Node } from '../../../lib/cluster/image.ts';

describe('an image without a registry', () => {
  it.each(['irisapi', 'irisapi:1.0.0', 'docker.io/library/irisapi:1', 'localhost/irisapi:1'])('%s', (image) =>
    expect(isLocal(image)).toBe(true),
  );
  it.each(['me/irisapi:1', 'ghcr.io/me/irisapi', `localhost:5000/irisapi@sha256:${'a'.repeat(64)}`])(
    'not %s',
    (image) => expect(isLocal(image)).toBe(false),
  );
});

const node = (name: string, ...images: string[]): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { images: images.map((image) => ({ names: [`${image}@sha256:1`, image] })) },
});

describe('whether the nodes have an image', () => {
  it.each(['docker.io/library/irisapi:1.0.0', 'irisapi:1.0.0'])('told as %s', (told) => {
    expect(judgeNodes('irisapi:1.0.0', [node('a', told), node('b', told)])).toMatchObject({ status: 'ok' });
  });

  it('only some of them', () => {
    const found = judgeNodes('irisapi:1.0.0', [node('a', 'irisapi:1.0.0'), node('b')]);
    expect(found).toMatchObject({ status: 'notice', what: expect.stringContaining('on 1 of 2 nodes') });
  });

  it('none of them, with what brings it there', () => {
    expect(() =>
      judgeNodes('irisapi:1.0.0', [node('a', 'irisapi:2.0.0'), node('b', 'other/irisapi:1.0.0')]),
    ).toThrow(
      expect.objectContaining({
        code: 'image-local',
        exitCode: 1,
        next: [
          expect.stringContaining('ml-docker push REGISTRY/irisapi:1.0.0 --kubernetes'),
          expect.stringContaining('kind load docker-image irisapi:1.0.0'),
        ],
      }),
    );
  });

  it('one that tells of fifty may have more', () => {
    const full = node('a', ...Array.from({ length: 50 }, (_, i) => `other:${i}`));
    expect(judgeNodes('irisapi:1.0.0', [full])).toMatchObject({ status: 'notice' });
  });
});
