import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Pinned } from '../container/push/compose-file.ts';

/**
 * Names an image by its digest in the `images:` of a kustomization, in the place of a tag. Outside of that entry all stays as
 * it is, byte for byte.
 * @param name  the image as the manifests below have it
 * @param repository  REGISTRY/NAME
 * @returns undefined where it cannot be read, or `images:` has no entry of that name
 */
export function pinKustomization(
  text: string,
  name: string,
  { repository, digest }: { repository: string; digest: string },
): Pinned | undefined {
  const document = parseDocument(text);
  const images: unknown = document.get('images');
  if (document.errors.length > 0 || !isSeq(images)) return undefined;
  const entry = images.items.find((item): item is YAMLMap => isMap(item) && item.get('name') === name);
  const first = entry?.items[0];
  if (first === undefined || entry!.flow === true || !isScalar(first.key)) return undefined;
  const start = first.key.range![0];
  const indent = ' '.repeat(start - text.lastIndexOf('\n', start) - 1);
  const image = { newName: JSON.stringify(repository), digest };
  // Members that stand in the way of these two go; what else somebody wrote there stays.
  const lines = entry!.items.flatMap(({ key, value }) => {
    const member = isScalar(key) ? String(key.value) : '';
    if (!isScalar(key) || !isScalar(value) || ['newName', 'newTag', 'digest'].includes(member)) return [];
    return [text.slice(key.range![0], value.range![1])];
  });
  const pinned = Object.entries(image).map(([member, value]) => `${member}: ${value}`);
  const end = entry!.items.at(-1)!.value;
  if (!isScalar(end)) return undefined;
  return {
    text: text.slice(0, start) + [...lines, ...pinned].join(`\n${indent}`) + text.slice(end.range![1]),
    changes: [`images: ${name} is ${repository}@${digest}`],
  };
}
