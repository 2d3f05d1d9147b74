import type { Pooling } from './embedding.ts';
import type { Activation } from './scores.ts';

/** What the model's output means, as model/preprocess.json has it. */
export type Meaning =
  | { kind: 'tensors' }
  | { kind: 'classes'; output: string; activation: Activation; labels?: string[] }
  | {
      kind: 'boxes';
      output: string;
      labels?: string[];
      threshold: number;
      overlap: number;
      suppressed: boolean;
    }
  | { kind: 'picture'; output: string }
  | { kind: 'entities'; output: string; labels: string[] }
  | { kind: 'embedding'; output: string; pooling: Pooling; normalize: boolean };
