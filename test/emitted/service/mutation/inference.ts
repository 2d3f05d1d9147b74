import { mutation, type Mutation } from './mutation.ts';

/** Broken: the queue, the model, its description and its golden answers. */
export const INFERENCE: Mutation[] = [
  mutation(
    'batch',
    'joined answers are taken apart wrongly',
    'src/serving/inference/batch.ts',
    'start += count;',
    '',
  ),
  mutation(
    'batch',
    'every model is batched',
    'src/serving/inference/proof.ts',
    'if (changed) return refuse(',
    'if (!changed) return refuse(',
  ),
  mutation(
    'contract',
    'OpenAPI does not know a status',
    'src/serving/openapi/answers.ts',
    "    400: 'The body is malformed, or does not fit the model: every fault is listed.',\n",
    '',
  ),
  mutation(
    'contract',
    'OpenAPI describes another answer',
    'src/serving/openapi/document.ts',
    'Live: object({ live: BOOLEAN }),',
    'Live: object({ alive: BOOLEAN }),',
  ),
  mutation('golden', 'a golden answer is another one', 'test/golden.json', '"setosa"', '"virginica"'),
  mutation(
    'limits',
    'there is no deadline',
    'src/serving/inference/queue.ts',
    'setTimeout(onDeadline, patience.left, this)',
    'setTimeout(() => {}, patience.left)',
  ),
  mutation(
    'limits',
    'the queue has no limit',
    'src/serving/inference/queue.ts',
    'if (this.#waiting.count >= this.#limit) {',
    'if (this.#waiting.count < 0) {',
  ),
  mutation(
    'pool',
    'a worker that died has no successor',
    'src/serving/inference/pool.ts',
    'if (this.#stopping) return;',
    'return;',
  ),
];
