import type { Request } from 'express';
import { candidatesOf, detectionsIn, suppressed } from '../answers/detections.ts';
import { normalized } from '../answers/embedding.ts';
import { numbersOf } from '../answers/numbers.ts';
import type { Meaning } from '../answers/meaning.ts';
import { best } from '../answers/scores.ts';
import { numberIn, topIn } from '../answers/top.ts';
import type { Tensor } from '../tensors/tensor.ts';
import type { Prepared } from './prepare.ts';

/** What a request asks of the answers: `?top=`, `?threshold=`, `?overlap=`. */
export interface Asked {
  top: number;
  threshold?: number;
  overlap?: number;
}

/** @throws Problem 400 where one of them is no such number. */
export function askedIn({ query }: Request): Asked {
  const threshold = numberIn(query, 'threshold', 0, 1);
  const overlap = numberIn(query, 'overlap', 0, 1);
  return {
    top: topIn(query),
    ...(threshold !== undefined && { threshold }),
    ...(overlap !== undefined && { overlap }),
  };
}

/** What the model says of one picture; undefined where the meaning of its output is not known, or is a picture. */
export function pictureAnswer(
  meaning: Meaning,
  tensors: Tensor[],
  { given, placed }: Pick<Prepared, 'given' | 'placed'>,
  asked: Asked,
): Record<string, unknown> | undefined {
  if (meaning.kind === 'tensors' || meaning.kind === 'picture' || meaning.kind === 'entities')
    return undefined;
  const [tensor] = tensors;
  const values = numbersOf(tensor!);
  if (meaning.kind === 'classes')
    return { predictions: best(values, meaning.labels, meaning.activation, asked.top) };
  if (meaning.kind === 'embedding') {
    const vector = Array.from(values);
    return { embedding: meaning.normalize ? normalized(vector) : vector };
  }
  const [, first, second] = tensor!.shape as [number, number, number];
  const { threshold = meaning.threshold, overlap = meaning.overlap } = asked;
  const candidates = meaning.suppressed
    ? detectionsIn(values, first, threshold)
    : suppressed(candidatesOf(values, first - 4, second, threshold), overlap);
  const inGiven = ([left, top, right, bottom]: [number, number, number, number]) => {
    const [x, width] = between(
      (left - placed.left) / placed.scaleX,
      (right - placed.left) / placed.scaleX,
      given.width,
    );
    const [y, height] = between(
      (top - placed.top) / placed.scaleY,
      (bottom - placed.top) / placed.scaleY,
      given.height,
    );
    return { x, y, width, height };
  };
  return {
    detections: candidates.map(({ kind, score, edges }) => ({
      label: meaning.labels?.[kind] ?? String(kind),
      score,
      box: inGiven(edges),
    })),
  };
}

/** Where a side begins and how long it is, within the picture. */
function between(from: number, to: number, most: number): [number, number] {
  const start = Math.min(Math.max(from, 0), most);
  return [start, Math.min(Math.max(to, 0), most) - start];
}
