import { datatypeName, FLOAT, FLOAT16, SEQUENCE } from '../../model/datatypes.ts';
import { boundTypes, inferTypes, type TypedNode } from './infer.ts';
import { RUNTIME } from '../limits.ts';
import type { Model } from '../../model/model.ts';
import { mustBeCut } from '../outputs.ts';
import { listed, type Problem } from '../problem.ts';
import { formalAt, type TypeLimits } from './schemas.ts';

interface Found {
  /** Operators that are given two types where ONNX wants one. */
  contradict: Set<string>;
  /** Operators that ONNX does not have for a type. */
  foreign: Set<string>;
  /** Operators that the runtime does not have for a type. */
  kernels: Set<string>;
  /** Outputs that are declared otherwise than their nodes give them. */
  outputs: Set<string>;
}

/**
 * Whether the datatypes fit together, as far as they can be followed through the graph: what each operator is given, what
 * the graph declares as its outputs, and whether the runtime has a kernel for it. The runtime refuses each of these when
 * it loads the model.
 */
export function* judgeTypes(model: Model): Generator<Problem> {
  const found: Found = { contradict: new Set(), foreign: new Set(), kernels: new Set(), outputs: new Set() };
  const nodes = inferTypes(model);
  let step = nodes.next();
  // The runtime makes initializers of constants, and then takes what is declared.
  const constants = new Set<string>();
  for (; !step.done; step = nodes.next()) {
    judgeNode(step.value, found);
    const { operator, outputs } = step.value.node;
    if (operator === 'Constant') constants.add(outputs[0]!);
  }
  for (const output of model.graph.outputs) {
    const { name, kind, elementType } = output;
    const given = step.value.get(name) ?? 0;
    if (kind !== 'tensor' || elementType === 0 || given === 0 || given === elementType) continue;
    if (mustBeCut(output) || constants.has(name)) continue;
    found.outputs.add(`${name} (${typeName(elementType)}, given as ${typeName(given)})`);
  }
  yield* problems(found);
}

function judgeNode({ node, schema, takes, isOptional }: TypedNode, found: Found): void {
  const bound = boundTypes(schema, takes);
  const called = (...types: number[]): string => `${node.operator} (${types.map(typeName).join(', ')})`;
  for (const [place, type] of takes.entries()) {
    const formal = formalAt(schema.takes, place);
    if (type === 0 || formal === undefined || formal.repeats === 'any') continue;
    const first = bound.get(formal.variable);
    const isForeign =
      formal.type !== 0 ? formal.type !== type : isOutside(schema.allowed, formal.variable, type);
    if (first !== undefined && first !== type) found.contradict.add(called(first, type));
    else if (isForeign) found.foreign.add(called(type));
    else continue;
    return;
  }
  if (isOptional || schema.kernels === undefined) return;
  const runs = schema.kernels.some((kernel) =>
    [...bound].every(
      ([variable, type]) => !isOutside(kernel, variable, type) || runsAsFloat(kernel, variable, type),
    ),
  );
  if (!runs) found.kernels.add(called(...new Set(bound.values())));
}

function isOutside(limits: TypeLimits, variable: string, type: number): boolean {
  const types = limits.get(variable);
  return types !== undefined && !types.includes(type);
}

/** For FP16 without a kernel the runtime puts casts to FP32 around one that it has. */
function runsAsFloat(kernel: TypeLimits, variable: string, type: number): boolean {
  return type === FLOAT16 && !isOutside(kernel, variable, FLOAT);
}

function typeName(type: number): string {
  return type > SEQUENCE ? `sequence of ${datatypeName(type - SEQUENCE)}` : datatypeName(type);
}

function* problems({ contradict, foreign, kernels, outputs }: Found): Generator<Problem> {
  const cast = 'export the model again with a Cast in front, so that the datatypes agree';
  if (contradict.size > 0) {
    yield {
      code: 'types-contradict',
      message: `Operators are given two datatypes where ONNX takes only one: ${listed(contradict)}.`,
      hint: cast,
    };
  }
  if (foreign.size > 0) {
    yield {
      code: 'operator-not-for-datatype',
      message: `Operators are given a datatype that ONNX does not have them for: ${listed(foreign)}.`,
      hint: cast,
    };
  }
  if (outputs.size > 0) {
    yield {
      code: 'output-contradicts',
      message: `Outputs are declared with another datatype than the graph gives them: ${listed(outputs)}.`,
      hint: 'export the model again, or declare the output with the datatype that its node gives',
    };
  }
  if (kernels.size > 0) {
    yield {
      code: 'operator-without-datatype',
      message: `${RUNTIME} cannot run these operators for these datatypes: ${listed(kernels)}.`,
      hint: 'export the model with a Cast in front of them and behind, to FP32 or INT64',
    };
  }
}
