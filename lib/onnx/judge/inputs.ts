import { datatypeOf } from '../model/datatypes.ts';
import { RUNTIME } from './limits.ts';
import { typeName } from './outputs.ts';
import { type Problem, quoted } from './problem.ts';
import type { ValueInfo } from '../model/value-info.ts';

/** Whether a tensor can be given to an input through the binding. */
export function* judgeInput(input: ValueInfo): Generator<Problem> {
  const type = typeName(input);
  const name = quoted(input.name);
  if (input.name === '') {
    yield {
      code: 'input-unnamed',
      message: 'An input of the model has no name, so nothing can be given to it.',
      hint: 'name it and save the model again',
    };
  } else if (input.name.includes('\0')) {
    yield {
      code: 'input-unnamed',
      message: `The name of the input ${name} has a NUL in it, where the runtime cuts it off.`,
      hint: 'give it another name and save the model again',
    };
  } else if (type === 'UNDEFINED') {
    yield {
      code: 'input-undeclared',
      message: `The model does not declare the datatype of its input ${name}.`,
      hint: 'export the model again',
    };
  } else if (input.kind !== 'tensor') {
    yield {
      code: 'input-not-a-tensor',
      message: `The input ${name} is of type ${type}; ${RUNTIME} takes tensors only.`,
      hint: 'export the model with tensors as inputs (for a DictVectorizer: the model behind it)',
    };
  } else if (!datatypeOf(type).isServed) {
    yield {
      code: 'input-datatype',
      message: `The input ${name} has the datatype ${type}, which ${RUNTIME} cannot take.`,
      hint: 'export the model with a Cast behind the input, from FP32 (or INT8) to what it needs',
    };
  }
}
