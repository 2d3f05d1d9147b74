import { sampleGolden, samples, type Sample } from '../../lib/model/samples.ts';

/** The samples that take rows or tensors, with an example that is one of those. */
export const ofTensors = samples().filter(
  (sample): sample is Sample & { example: Record<string, unknown> } => sample.example !== undefined,
);

/** A body of POST /predict with the example of a sample: rows, tensors, a text, or a picture. */
export function requestOf(sample: Sample): Record<string, unknown> {
  if (sample.text !== undefined) return { text: sample.text };
  return sample.example ?? sampleGolden(sample).cases[0]!.request;
}
