import type { Call } from '../load/load.ts';
import { difference } from './difference.ts';
import type { Load } from './side.ts';

/** What a load may be here: rows of columns with a label and a map each, or an array of images with their scores. */
interface Forms {
  request: { rows?: Record<string, number>[]; inputs?: { image: number[][][][] } };
  answer: {
    rows?: { output_label: string; output_probability: Record<string, number> }[];
    outputs?: { scores: number[][] };
  };
}

interface Answered {
  outputs: { data: unknown[] }[];
}

/** A load in the Open Inference Protocol, with all of it as JSON; bytes not at all. */
export function mlserverCall(load: Load): Call | undefined {
  if (load.binary) return undefined;
  const { request, answer } = load as Forms;
  const values = request.inputs?.image ?? request.rows!.map((row) => Object.values(row));
  const input = {
    name: 'input',
    shape: shapeOf(values),
    datatype: 'FP32',
    data: (values as unknown[]).flat(Infinity),
  };
  const wanted = answer.outputs
    ? [answer.outputs.scores.flat()]
    : [
        answer.rows!.map((row) => row.output_label),
        answer.rows!.flatMap((row) => Object.values(row.output_probability)),
      ];
  return {
    method: 'POST',
    path: '/v2/models/model/infer',
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(JSON.stringify({ inputs: [input] })),
    fault(got) {
      const { outputs } = JSON.parse(got.toString()) as Answered;
      return difference(
        wanted,
        outputs.map(({ data }) => data),
      );
    },
  };
}

function shapeOf(values: unknown): number[] {
  return Array.isArray(values) ? [values.length, ...shapeOf(values[0])] : [];
}
