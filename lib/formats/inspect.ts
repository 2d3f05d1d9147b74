import { statSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { sha256OfFile } from '../sha256.ts';
import type { Dimension } from '../onnx/card/card.ts';
import { judge } from '../onnx/judge/judge.ts';
import { type Model, readModel } from '../onnx/model/model.ts';
import { judgeOutputs, typeName } from '../onnx/judge/outputs.ts';
import { sizeWithWeights } from '../onnx/model/weights.ts';
import { explained } from './explain.ts';
import type { Problem } from '../onnx/judge/problem.ts';

/** An input or output as `inspect` shows it. */
export interface InspectedTensor {
  name: string;
  /** The Open Inference Protocol's name, else ONNX's: INT4, BFLOAT16, SEQUENCE, MAP, OPTIONAL. */
  datatype: string;
  /** `[]` is a scalar, `null` an unknown rank or no tensor; a free dimension is its name or -1. */
  shape: Dimension[] | null;
  /** Of a ZipMap, which is served as a tensor FP32 [rows, classes]. */
  classes?: string[];
  /** Of a tensor that the model gives in a sequence: the name of that. */
  sequence?: string;
}

/** What `inspect --json` prints. */
export interface Inspection {
  file: string;
  /** Of the file and of the files with weights beside it. */
  bytes: number;
  /** `null` where it cannot be read. */
  irVersion: number | null;
  opsets: Record<string, number>;
  producer: string;
  inputs: InspectedTensor[];
  outputs: InspectedTensor[];
  servable: boolean;
  problems: Problem[];
  /** Of the file, with `hash`. */
  sha256?: string;
}

/** Looks into a model. It never throws for what is wrong with the file: that is a problem in the result. */
export async function inspect(file: string, { hash = false } = {}): Promise<Inspection> {
  try {
    const model = await explained(file, () => readModel(file));
    const problems = judge(model);
    return {
      file,
      bytes: sizeWithWeights(model),
      irVersion: model.irVersion,
      opsets: model.opsets,
      producer: model.producer,
      ...signature(model),
      servable: problems.length === 0,
      problems,
      ...(hash && { sha256: await sha256OfFile(file) }),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return await unreadableInspection(file, error, hash);
  }
}

function signature(model: Model): Pick<Inspection, 'inputs' | 'outputs'> {
  return {
    inputs: model.inputs.map((input) => ({
      name: input.name,
      datatype: typeName(input),
      shape: input.shape,
    })),
    outputs: judgeOutputs(model).map((output) => {
      if ('omitted' in output) {
        const { name, type } = output.omitted;
        return { name, datatype: type, shape: model.outputs.find((one) => one.name === name)!.shape };
      }
      const { name, datatype, shape, classes, sequence } = output.served;
      return { name, datatype, shape, ...(classes && { classes }), ...(sequence !== undefined && { sequence }) };
    }),
  };
}

async function unreadableInspection(file: string, error: UserError, hash: boolean): Promise<Inspection> {
  const isThere = !['model-not-found', 'model-not-a-file', 'model-unreadable'].includes(error.code);
  return {
    file,
    bytes: isThere ? statSync(file).size : 0,
    irVersion: null,
    opsets: {},
    producer: '',
    inputs: [],
    outputs: [],
    servable: false,
    problems: [{ code: error.code, message: error.message, hint: error.next.join('\n') }],
    ...(hash && isThere && { sha256: await sha256OfFile(file) }),
  };
}
