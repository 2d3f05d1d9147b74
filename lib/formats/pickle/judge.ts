import type { Problem } from '../reading.ts';
import { libraryOf } from './allowed.ts';
import type { Names } from './names.ts';

/** All that a file would call, as `module.qualname`, and what of it is not allowed. */
export interface Calls {
  calls: string[];
  unknownCalls: string[];
}

export function judged(names: Names): Calls {
  const unknown = names.names.filter((name) => libraryOf(name) === undefined).map(({ text }) => text);
  const calls = names.names.map(({ text }) => text);
  return {
    calls: sorted([...calls, ...names.indirectCalls]),
    unknownCalls: sorted([...unknown, ...names.indirectCalls]),
  };
}

function sorted(names: string[]): string[] {
  return [...new Set(names)].sort();
}

const SHOWN = 5;
const LONGEST_NAME = 100;

/** Why a file with such calls is refused, kind by kind; none where all of them are allowed. */
export function callProblems(unknownCalls: string[]): Problem[] {
  const own = unknownCalls.filter((name) => name.startsWith('__main__.'));
  const code = unknownCalls.filter((name) => /^(cloudpickle|dill|cloud)\b/.test(name));
  const others = unknownCalls.filter((name) => !own.includes(name) && !code.includes(name));
  const problems: Problem[] = [];
  if (others.length > 0)
    problems.push({
      code: 'calls-unknown',
      message: `Opening it calls ${listed(others)}, which ${are(others)} not part of any model library that is known: it is unsafe, and not opened`,
      hint: 'do not open the file unless you know who made it; get the model from its author as ONNX, or saved with its own library alone',
    });
  if (own.length > 0)
    problems.push({
      code: 'calls-own-code',
      message: `It needs ${listed(own)}, which ${are(own)} defined in the script or notebook that saved it, not in the file`,
      hint: 'replace it by an estimator of the library and save the model again, or export the model to ONNX where that code is',
    });
  if (code.length > 0)
    problems.push({
      code: 'calls-code-in-file',
      message: `It carries Python code, a lambda or function that ${listed(code)} would bring to life: no converter can know what it computes`,
      hint: 'replace the function by an estimator of the library, and save the model again',
    });
  return problems;
}

function are(names: string[]): string {
  return names.length === 1 ? 'is' : 'are';
}

function listed(names: string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => printable(name.slice(0, LONGEST_NAME)));
  return names.length > SHOWN ? `${shown.join(', ')} and ${names.length - SHOWN} more` : shown.join(', ');
}

/** Without what could move the cursor of a terminal. */
function printable(name: string): string {
  return name.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '�');
}
