import { samples, type Sample } from '../../lib/model/samples.ts';

/** The samples that take rows or tensors, with an example that is one of those. */
export const ofTensors = samples().filter(
  (sample): sample is Sample & { example: Record<string, unknown> } => sample.example !== undefined,
);
