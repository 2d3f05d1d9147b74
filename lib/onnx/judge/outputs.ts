import type { CardOutput } from '../card/card.ts';
import { datatypeOf, datatypeName, elementType, FLOAT } from '../model/datatypes.ts';
import type { Model } from '../model/model.ts';
import type { TensorSequence } from '../model/sequence.ts';
import type { ValueInfo } from '../model/value-info.ts';

/** An output that stays out of the API. `type` is a datatype, SEQUENCE, MAP, OPTIONAL, SPARSE_TENSOR or OPAQUE. */
export interface OmittedOutput {
  name: string;
  type: string;
  reason: string;
}

/** An output as it will be served, or why it will not be. */
export type JudgedOutput = { served: CardOutput } | { omitted: OmittedOutput };

/**
 * What becomes of the model's outputs, in their order. A ZipMap is the tensor in front of it, a sequence the tensors that
 * it is made of.
 */
export function judgeOutputs(model: Model): JudgedOutput[] {
  const sequences = servedSequences(model);
  const zipMaps = new Map(model.zipMaps.map((zipmap) => [zipmap.output, zipmap]));
  return model.outputs.flatMap((output): JudgedOutput | JudgedOutput[] => {
    const { name, shape } = output;
    const sequence = sequences.find((one) => one.output === name);
    if (sequence) return servedParts(sequence);
    const zipmap = zipMaps.get(name);
    if (zipmap) {
      return {
        served: {
          name,
          datatype: datatypeName(FLOAT),
          shape: zipmap.shape,
          classes: zipmap.classes,
          zipmap: true,
        },
      };
    }
    const type = typeName(output);
    const reason = reasonToOmit(output, type);
    return reason ? { omitted: { name, type, reason } } : { served: { name, datatype: type, shape } };
  });
}

/** The sequences whose tensors can be taken out of the runtime. */
export function servedSequences({ sequences }: Model): TensorSequence[] {
  return sequences.filter((one) => elementType(one.elementType).isServed);
}

function servedParts({ output, elementType: type, parts }: TensorSequence): JudgedOutput[] {
  const datatype = datatypeName(type);
  return parts.map(({ name, shape }) => ({ served: { name, datatype, shape, sequence: output } }));
}

/** The type of an input or output: a tensor's datatype, else ONNX's name of what it is; UNDEFINED if not declared. */
export function typeName({ kind, elementType: type }: ValueInfo): string {
  if (kind === 'tensor') return datatypeName(type);
  return kind === 'undeclared' ? 'UNDEFINED' : kind.toUpperCase();
}

/** Whether the model loads only without this output: it has no name, or a type that the runtime knows inside of the graph alone. */
export function mustBeCut(output: ValueInfo): boolean {
  const type = typeName(output);
  if (output.name === '') return true;
  const { isServed, aborts = false } = datatypeOf(type);
  return output.kind === 'tensor' && !isServed && !aborts;
}

function reasonToOmit({ name, kind }: ValueInfo, type: string): string | undefined {
  if (name === '') return 'it has no name';
  // onnxruntime-common collects results in a plain object, where this name means its prototype.
  if (name === '__proto__') return 'JavaScript has another meaning for its name';
  if (name.includes('\0')) return 'its name has a NUL in it, where the runtime cuts it off';
  if (type === 'UNDEFINED') return 'the model does not declare its datatype';
  if (kind !== 'tensor') return 'it is not a tensor, and only tensors can be taken out of the runtime';
  const { isServed, aborts = false } = datatypeOf(type);
  if (isServed) return undefined;
  if (aborts) return `fetching ${type} would end the whole process`;
  return `the runtime cannot hand out ${type}`;
}
