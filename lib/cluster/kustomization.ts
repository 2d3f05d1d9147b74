import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { Pinned } from '../container/push/compose-file.ts';

/**
 * Names an image by its digest in the `images:` of a kustomization, in the place of a tag; comments stay.
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
  if (entry === undefined) return undefined;
  entry.set('newName', repository);
  entry.delete('newTag');
  entry.set('digest', digest);
  return {
    text: document.toString({ lineWidth: 0 }),
    changes: [`images: ${name} is ${repository}@${digest}`],
  };
}
