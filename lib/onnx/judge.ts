import { judgeExternalData } from './external-data.ts';
import { judgeKernels } from './kernels.ts';
import { DATATYPES, OPERATOR_DOMAINS, RUNTIME, UNKNOWN_DATATYPES } from './limits.ts';
import type { Model } from './model.ts';
import { judgeNames } from './names.ts';
import { allNodes } from './operators.ts';
import { judgeOutputs, typeName } from './outputs.ts';
import { listed, type Problem } from './problem.ts';
import type { ValueInfo } from './value-info.ts';
import { judgeVersions } from './versions.ts';

/** Every reason known without running it why the runtime cannot serve a model; `[]` where nothing speaks against it. */
export function judge(model: Model): Problem[] {
  const versions = judgeVersions(model);
  return [
    ...versions,
    ...judgeDomains(model),
    // Which operators an opset has is known up to the newest one only.
    ...(versions.some(({ code }) => code.startsWith('opset-')) ? [] : judgeKernels(model)),
    ...model.inputs.flatMap((input) => judgeInput(input) ?? []),
    ...judgeAllOutputs(model),
    ...judgeNames(model.graph),
    ...judgeExternalData(model),
  ];
}

function judgeDomains(model: Model): Problem[] {
  const unknown = new Map<string, string[]>();
  const own = new Set(model.functions.map(({ domain, name }) => `${domain}\n${name}`));
  for (const { domain, operator } of allNodes(model)) {
    if (OPERATOR_DOMAINS.includes(domain) || own.has(`${domain}\n${operator}`)) continue;
    const operators = unknown.get(domain);
    if (operators) operators.push(operator);
    else unknown.set(domain, [operator]);
  }
  return [...unknown].map(([domain, operators]) => ({
    code: 'operator-domain-unknown',
    message: `${RUNTIME} has no operators of the domain ${JSON.stringify(domain)}; the model calls ${listed(operators)}.`,
    hint:
      domain === 'ai.onnx.contrib'
        ? 'export the model without the pre- and post-processing of onnxruntime-extensions, and do these in the client'
        : 'export the model with the operators of ai.onnx, ai.onnx.ml or com.microsoft only',
  }));
}

function judgeInput(input: ValueInfo): Problem | undefined {
  const type = typeName(input);
  const name = JSON.stringify(input.name);
  if (input.name === '') {
    return {
      code: 'input-unnamed',
      message: 'An input of the model has no name, so nothing can be given to it.',
      hint: 'name it and save the model again',
    };
  }
  if (type === 'UNDEFINED') {
    return {
      code: 'input-undeclared',
      message: `The model does not declare the datatype of its input ${name}.`,
      hint: 'export the model again',
    };
  }
  if (input.kind !== 'tensor') {
    return {
      code: 'input-not-a-tensor',
      message: `The input ${name} is of type ${type}; ${RUNTIME} takes tensors only.`,
      hint: 'export the model with tensors as inputs (for a DictVectorizer: the model behind it)',
    };
  }
  if (DATATYPES.includes(type)) return undefined;
  return {
    code: 'input-datatype',
    message: `The input ${name} has the datatype ${type}, which ${RUNTIME} cannot take.`,
    hint: 'export the model with a Cast behind the input, from FP32 (or INT8) to what it needs',
  };
}

function judgeAllOutputs(model: Model): Problem[] {
  const unknown = model.outputs.filter((output) => UNKNOWN_DATATYPES.includes(typeName(output)));
  if (unknown.length > 0) {
    return [
      {
        code: 'output-datatype',
        message: `The outputs ${listed(unknown.map(({ name }) => name))} hold complex numbers, which ${RUNTIME} does not know.`,
        hint: 'export the model with real and imaginary part as FP32 tensors',
      },
    ];
  }
  const outputs = judgeOutputs(model);
  if (outputs.some((output) => 'served' in output)) return [];
  if (outputs.length === 0) {
    return [
      { code: 'no-outputs', message: 'The graph has no outputs.', hint: 'export the model with its outputs' },
    ];
  }
  const reasons = outputs.flatMap((output) =>
    'omitted' in output
      ? `${JSON.stringify(output.omitted.name)} (${output.omitted.type}): ${output.omitted.reason}`
      : [],
  );
  return [
    {
      code: 'no-servable-output',
      message: `None of the outputs can be served: ${reasons.slice(0, 3).join('; ')}.`,
      hint: 'export the model with at least one output that is a tensor of FP32, INT64 or another usual datatype',
    },
  ];
}
