import { calls } from './calls.ts';
import { judgeExternalData } from './external-data.ts';
import { judgeFunctions } from './functions.ts';
import { judgeInput } from './inputs.ts';
import { judgeKernels } from './kernels.ts';
import { datatypeOf } from '../model/datatypes.ts';
import { OPERATOR_DOMAINS, RUNTIME } from './limits.ts';
import type { Model } from '../model/model.ts';
import { judgeNames } from './names.ts';
import { judgeOutputs, typeName } from './outputs.ts';
import { fewOfEach, listed, type Problem, quoted } from './problem.ts';
import { judgeTypes } from './datatypes/types.ts';
import { judgeVersions } from './versions.ts';
import { judgeWeights } from './weights.ts';

/**
 * Every reason known without running it why the runtime cannot serve a model; `[]` where nothing speaks against it. Of
 * one kind the first twenty are told, and how many more there are.
 */
export function judge(model: Model): Problem[] {
  return fewOfEach(reasons(model));
}

function* reasons(model: Model): Generator<Problem> {
  const versions = [...judgeVersions(model)];
  yield* versions;
  yield* judgeDomains(model);
  // Which operators an opset has is known up to the newest one only.
  if (!versions.some(({ code }) => code.startsWith('opset-')))
    yield* [...judgeKernels(model), ...judgeTypes(model)];
  for (const input of model.inputs) yield* judgeInput(input);
  yield* judgeAllOutputs(model);
  yield* judgeNames(model);
  yield* judgeFunctions(model);
  yield* judgeWeights(model);
  yield* judgeExternalData(model);
}

function* judgeDomains(model: Model): Generator<Problem> {
  const unknown = new Map<string, Set<string>>();
  for (const { node, callee } of calls(model)) {
    const { domain, operator } = node;
    if (callee || OPERATOR_DOMAINS.includes(domain)) continue;
    const operators = unknown.get(domain);
    if (operators) operators.add(operator);
    else unknown.set(domain, new Set([operator]));
  }
  for (const [domain, operators] of unknown) {
    yield {
      code: 'operator-domain-unknown',
      message: `${RUNTIME} has no operators of the domain ${quoted(domain)}; the model calls ${listed(operators)}.`,
      hint:
        domain === 'ai.onnx.contrib'
          ? 'export the model without the pre- and post-processing of onnxruntime-extensions, and do these in the client'
          : 'export the model with the operators of ai.onnx, ai.onnx.ml or com.microsoft only',
    };
  }
}

function* judgeAllOutputs(model: Model): Generator<Problem> {
  const unknown = model.outputs.filter((output) => datatypeOf(typeName(output)).kind === 'complex');
  if (unknown.length > 0) {
    yield {
      code: 'output-datatype',
      message: `The outputs ${listed(unknown.map(({ name }) => name))} hold complex numbers, which ${RUNTIME} does not know.`,
      hint: 'export the model with real and imaginary part as FP32 tensors',
    };
    return;
  }
  const outputs = judgeOutputs(model);
  if (outputs.some((output) => 'served' in output)) return;
  if (outputs.length === 0) {
    yield {
      code: 'no-outputs',
      message: 'The graph has no outputs.',
      hint: 'export the model with its outputs',
    };
    return;
  }
  const reasons = outputs
    .slice(0, 3)
    .flatMap((output) =>
      'omitted' in output
        ? `${quoted(output.omitted.name)} (${output.omitted.type}): ${output.omitted.reason}`
        : [],
    );
  yield {
    code: 'no-servable-output',
    message: `None of the outputs can be served: ${reasons.join('; ')}.`,
    hint: 'export the model with at least one output that is a tensor of FP32, INT64 or another usual datatype',
  };
}
