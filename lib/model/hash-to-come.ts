import type { Card, Golden } from '../onnx/card/card.ts';
import { sha256OfFile } from '../sha256.ts';

/**
 * Stands for the sha256 of the user's model in what is planned, until the model is copied: to hash gigabytes beforehand
 * would take as long as the copy does.
 */
export const HASH_TO_COME = '{sha256 of the model}';

/** A planned content with the hash that has come. */
export function withHash(content: string | Buffer, sha256: string): string | Buffer {
  return typeof content === 'string' ? content.replaceAll(HASH_TO_COME, sha256) : content;
}

/** A model with its hash, for what has to be compared before anything is copied. */
export async function hashedNow<Model extends { card: Card; golden?: Golden }>(
  model: Model,
  file: string,
): Promise<Model> {
  const { card, golden } = model;
  if (card.source.sha256 !== HASH_TO_COME) return model;
  const sha256 = await sha256OfFile(file);
  return {
    ...model,
    card: { ...card, source: { ...card.source, sha256 } },
    ...(golden?.model && { golden: { ...golden, model: { ...golden.model, sha256 } } }),
  };
}
