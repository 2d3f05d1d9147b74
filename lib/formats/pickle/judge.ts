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

/** They open the file that their state names. */
const BESIDE = /^(sklearn\.externals\.)?joblib\.numpy_pickle(_compat)?\.Z?NDArrayWrapper$/;

/** They run programs or code, load libraries, or reach into Python itself; the first also through another module. */
const RUNS = new RegExp(
  [
    String.raw`(^|\.)(os|posix|nt|pty|subprocess|_posixsubprocess|runpy|ctypes|_ctypes|importlib)\.`,
    String.raw`^(code|codeop|imp|pkgutil|webbrowser|socket|shutil|sys|marshal|_?pickle|timeit|c?Profile|pdb|bdb|trace|pip|asyncio|multiprocessing|urllib|http)\.`,
    String.raw`^builtins\.(eval|exec|execfile|compile|__import__|open|input|breakpoint|[gs]etattr|delattr|globals|locals|vars|map|filter|apply|type)\b`,
    String.raw`^types\.(Code|Function|Method|Lambda)Type$|^_?operator\.(attrgetter|methodcaller|call)\b`,
  ].join('|'),
);

/** Whether a name is one of those that no model needs, because they can run anything. */
export function runsPrograms(name: string): boolean {
  return RUNS.test(name);
}

const SHOWN = 5;
const LONGEST_NAME = 100;

/** Refusals that whoever trusts the file lifts; what the other ones name is not there to be called. */
const LIFTED = ['calls-unknown', 'calls-code-in-file'];

/** The problems that only distrust makes refusals of. */
export function isLifted({ code }: Problem): boolean {
  return LIFTED.includes(code);
}

/** The same as a statement, for whoever trusts the file: what opening it calls, which is done nowhere here. */
export function asTrusted({ code, message }: Problem): Problem {
  return {
    code,
    message: `${message.replace(/: (it is unsafe, and not opened|no converter .*)$/, '')}; it is trusted (--trust-model)`,
    hint: 'convert it where it can do no harm: whatever it calls, it does there',
  };
}

/** Why a file with such calls is refused, kind by kind; none where all of them are allowed. */
export function callProblems(unknownCalls: string[]): Problem[] {
  const own = unknownCalls.filter((name) => name.startsWith('__main__.'));
  const code = unknownCalls.filter((name) => /^(cloudpickle|dill|cloud)\b/.test(name));
  const beside = unknownCalls.filter((name) => BESIDE.test(name));
  const rest = unknownCalls.filter((name) => ![...own, ...code, ...beside].includes(name));
  const running = rest.filter(runsPrograms);
  const others = rest.filter((name) => !running.includes(name));
  const problems: Problem[] = [];
  if (running.length > 0)
    problems.push({
      code: 'calls-unknown',
      message: `Opening it calls ${listed(running)}, which can run any program or code, as no model needs: it is unsafe, and not opened`,
      hint: 'do not open the file; get the model from its author as ONNX, or saved with its own library alone',
    });
  if (others.length > 0)
    problems.push({
      code: 'calls-unknown',
      message: `Opening it calls ${listed(others)}, which ${are(others)} not part of any model library that is known: it is unsafe, and not opened`,
      hint: 'get the model from its author as ONNX, or saved with its own library alone; if you know who made it and trust it, say so: --trust-model',
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
  if (beside.length > 0)
    problems.push({
      code: 'arrays-beside',
      message: `joblib before 0.10 wrote it, which left its arrays in files of their own beside it (${beside.join(', ')}): they are not read`,
      hint: 'open it where it was made, save it again by joblib 0.10 or later, and give that one file',
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
