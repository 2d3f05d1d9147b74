import { statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { sha256OfFile } from '../sha256.ts';
import type { Dimension } from '../onnx/card/card.ts';
import { judge } from '../onnx/judge/judge.ts';
import { type Model, readModel } from '../onnx/model/model.ts';
import { judgeOutputs, typeName } from '../onnx/judge/outputs.ts';
import { sizeWithWeights } from '../onnx/model/weights.ts';
import { otherThanOnnx } from './explain.ts';
import { bytesIn, isFolder } from './folders/inside.ts';
import type { Known, OnnxInFolder } from './known.ts';
import type { Source } from './source.ts';
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
  /** `null` where it is not ONNX: then `convertible` says what can be done. */
  servable: boolean | null;
  problems: Problem[];
  /**
   * What loaded the model, beside what was read in it: `node_modules` of a project, or an image; `null` where neither was
   * at hand. Absent where the problems were known without.
   */
  loadedBy?: string | null;
  /** Of the file, of a folder the one that was chosen; with `hash`. */
  sha256?: string;
  /** Of what is no ONNX file: what it says of the model in it. */
  source?: Source;
  /** Whether ONNX can be made of it; `null` where only trying tells. */
  convertible?: boolean | null;
}

export interface InspectingOptions {
  /** With the sha256 of the file. */
  hash?: boolean;
  /** Whether names that the file calls and that are not known are no reason to refuse it. */
  trust?: boolean;
}

/** What `inspect` finds, with what people are told of a file that is not ONNX. */
export interface Inspected {
  inspection: Inspection;
  other?: Known;
  /** The ONNX file that was looked into: another than was given where that is a folder. */
  onnx?: string;
}

/** Looks into a model. It never throws for what is wrong with the file: that is a problem in the result. */
export async function inspect(file: string, options: InspectingOptions = {}): Promise<Inspection> {
  return (await lookInto(file, options)).inspection;
}

/** As inspect. */
export async function lookInto(
  file: string,
  { hash = false, trust = false }: InspectingOptions = {},
): Promise<Inspected> {
  try {
    return { inspection: await inspectOnnx(file, hash), onnx: file };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const found = await otherThanOnnx(file, error, trust);
    if (found === undefined) return { inspection: await unreadableInspection(file, error, hash) };
    return 'onnx' in found
      ? await inFolder(file, found, hash)
      : { inspection: await ofOther(file, found, hash), other: found };
  }
}

async function inspectOnnx(file: string, hash: boolean): Promise<Inspection> {
  const model = await readModel(file);
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
}

/** The fields are those of the ONNX file that was chosen. */
async function inFolder(folder: string, { onnx, source }: OnnxInFolder, hash: boolean): Promise<Inspected> {
  const { inspection } = await lookInto(onnx, { hash });
  const bytes = bytesIn(isFolder(folder) ? folder : path.dirname(folder));
  return { inspection: { ...inspection, file: folder, bytes, source, convertible: true }, onnx };
}

async function ofOther(file: string, { reading }: Known, hash: boolean): Promise<Inspection> {
  const folder = isFolder(file);
  const { source, convertible, problems } = reading;
  const hashed = !folder ? file : source.path === undefined ? undefined : path.join(file, source.path);
  const isThere = hash && hashed !== undefined && !isFolder(hashed);
  return {
    file,
    bytes: folder ? bytesIn(file) : statSync(file).size,
    irVersion: null,
    opsets: {},
    producer: '',
    inputs: [],
    outputs: [],
    servable: null,
    problems,
    source,
    convertible,
    ...(isThere && { sha256: await sha256OfFile(hashed) }),
  };
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
      return {
        name,
        datatype,
        shape,
        ...(classes && { classes }),
        ...(sequence !== undefined && { sequence }),
      };
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
