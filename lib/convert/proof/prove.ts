import path from 'node:path';
import { UserError } from '../../errors.ts';
import { datatypeOf } from '../../onnx/model/datatypes.ts';
import type { Card } from '../../onnx/card/card.ts';
import { modelCard } from '../../onnx/card/make.ts';
import { requireServable, writeServable } from '../../onnx/servable.ts';
import type { Candidate, Kind } from '../sandbox/answer.ts';
import type { Answers, Asked } from './answers.ts';
import type { Original, Outputs } from './differences.ts';
import { kindsIn, listsIn } from './received.ts';
import { isBetter, judgeAnswers, type Verdict } from './verdict.ts';

/** A candidate with what its proof came to. */
export interface Proved {
  way: string;
  /** The ONNX file as the sandbox has sent it, absolute. */
  onnx: string;
  /** What it takes and gives; it knows no source. */
  card: Card;
  inputs: Record<string, unknown[]>;
  original: Original;
  /** The converted model's answers. */
  converted: Outputs;
  kinds: Kind[];
  verdict: Verdict;
}

/** Every way that was tried, with what came of it. */
export interface Attempt {
  way: string;
  passed: boolean;
  /** The figures in a line, or why there are none. */
  outcome: string;
}

export type AskModel = (asked: Asked) => Promise<Answers>;

/** Where a candidate agrees so well, no other way is tried. */
const GOOD = 1e-6;

/**
 * Tries the candidates in their order, each on all rows, and takes the one that agrees best with the original.
 * @param folder  where the sandbox's answer lies
 * @param ask  the service's answers
 * @throws UserError  proof-failed (exit 2) where none can be asked at all
 */
export async function prove(
  candidates: Candidate[],
  folder: string,
  ask: AskModel,
): Promise<{ best: Proved; attempts: Attempt[] }> {
  const kinds = await kindsIn(folder);
  const attempts: Attempt[] = [];
  let best: Proved | undefined;
  for (const candidate of candidates) {
    const found = await proveOne(candidate, { folder, kinds }, ask);
    const { way } = candidate;
    if (typeof found === 'string') {
      attempts.push({ way, passed: false, outcome: found });
      continue;
    }
    const { passed, proof } = found.verdict;
    attempts.push({ way, passed, outcome: proof.summary });
    if (best === undefined || isBetter(found.verdict, best.verdict)) best = found;
    if (passed && proof.values.largestRelative <= GOOD && proof.labels.different === 0) break;
  }
  if (best !== undefined) return { best, attempts };
  throw new UserError({
    code: 'proof-failed',
    what: 'The model was converted, but ONNX Runtime does not answer by what came of it',
    details: attempts.map(({ way, outcome }) => `${way}: ${outcome}`),
    next: 'convert the model yourself, and look why: docs/convert.md',
  });
}

/** @returns the verdict, or why there is none */
async function proveOne(
  { file, way, rows, original: answers }: Candidate,
  { folder, kinds }: { folder: string; kinds: Kind[] },
  ask: AskModel,
): Promise<Proved | string> {
  const onnx = path.join(folder, ...file.split('/'));
  try {
    const model = await requireServable(onnx);
    const card = modelCard(model, { file, origin: 'file', sha256: '' });
    const { inputs } = await listsIn(folder, rows, 'inputs');
    const { outputs: given, margins } = await listsIn(folder, answers, 'outputs');
    const original: Original = {
      outputs: given,
      margins: Array.isArray(margins) ? (margins as number[]) : null,
    };
    const unproved = card.outputs.find(({ name }) => original.outputs[name] === undefined);
    if (unproved !== undefined)
      return `the original gives nothing that its output ${unproved.name} could be compared with`;
    const served = path.join(folder, 'served', `${path.basename(file, '.onnx')}.onnx`);
    await writeServable(model, onnx, served);
    const { outputs, refusal } = await ask({ model: served, card, inputs, rows: kinds.length });
    if (outputs === undefined) return refusal;
    const verdict = judgeAnswers(original, outputs, labelsOf(card), kinds);
    return { way, onnx, card, inputs, original, converted: outputs, kinds, verdict };
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** Everything but real numbers is equal or not. */
function labelsOf({ outputs }: Card): Set<string> {
  return new Set(
    outputs.filter(({ datatype }) => datatypeOf(datatype).kind !== 'float').map(({ name }) => name),
  );
}
