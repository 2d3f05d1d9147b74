import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ejs from 'ejs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { pinKustomization } from '../../../lib/cluster/kustomization.ts';
import { packageRoot } from '../../../lib/package.ts';

const image = { repository: 'localhost:5000/team/irisapi', digest: `sha256:${'a'.repeat(64)}` };
const template = await readFile(
  path.join(packageRoot, 'templates/kubernetes/kubernetes/kustomization.yaml.ejs'),
  'utf8',
);
const emitted = ejs.render(template, { name: 'irisapi' });
const comments = (text: string): string[] => text.split('\n').filter((line) => line.trim().startsWith('#'));

describe('an image with a digest in a kustomization', () => {
  it('takes the place of the tag, in the file as it is emitted; comments stay', () => {
    const { text, changes } = pinKustomization(emitted, 'irisapi', image)!;
    expect(parse(text)).toEqual({
      ...parse(emitted),
      images: [{ name: 'irisapi', newName: image.repository, digest: image.digest }],
    });
    expect(comments(text)).toEqual(comments(emitted));
    expect(changes).toEqual([`images: irisapi is ${image.repository}@${image.digest}`]);
  });

  it('is exchanged for the next one, and nothing else is', () => {
    const first = pinKustomization(emitted, 'irisapi', image)!.text;
    const digest = `sha256:${'b'.repeat(64)}`;
    const { text } = pinKustomization(first, 'irisapi', { ...image, digest })!;
    expect(text).toBe(first.replace(image.digest, digest));
  });

  it.each([
    ['has no images', 'resources:\n  - base\n'],
    ['has no entry of the name', 'images:\n  - name: other\n    newTag: "1"\n'],
    ['is no YAML', 'images: [\n'],
    ['has images of another form', 'images: irisapi\n'],
  ])('is refused where the file %s', (_, text) => {
    expect(pinKustomization(text, 'irisapi', image)).toBeUndefined();
  });
});
