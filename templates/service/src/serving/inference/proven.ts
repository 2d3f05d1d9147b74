import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { cpus } from 'node:os';
import type { Card } from '../../card.ts';
import { modelFile, proofFile } from '../../card.ts';
import { stringifyJson } from '../tensors/json.ts';
import type { Pace } from './pace.ts';
import type { Proof } from './proof.ts';

/** What is found out about a model once, and read at the following starts: model/proof.json. */
export interface Proven {
  /** Which of `attempts` the model answered, from 0; null where it answered none. */
  attempt: number | null;
  /** Why the model did not answer the first one. */
  rejection?: string;
  /** The outputs that have a value for each row, where the model answers an example. */
  byRow?: string[];
  /** Whether requests may be joined. */
  joining: Proof;
  /** How long it takes, where it answers an example. */
  pace?: Pace;
}

/** What it was found out of and where. It holds for nothing else: other processors round otherwise. */
interface Circumstances {
  card: string;
  modelBytes: number;
  processor: string;
  runtime: string;
}

/** What is known of this model on this processor; undefined where that has to be found out. */
export function readProven(card: Card): Proven | undefined {
  return readProof(card, (proof) => proof);
}

/** How long runs took on whichever processor: it tells short ones from long ones on others, too. */
export function readPace(card: Card): Pace | undefined {
  return readProof(card, ({ processor: _any, ...of }) => of)?.pace;
}

/** What model/proof.json has, where it was found out under circumstances that are the same in this regard. */
function readProof(card: Card, regard: (of: Circumstances) => object): Proven | undefined {
  try {
    const { of, ...proven } = JSON.parse(readFileSync(proofFile, 'utf8')) as Proven & { of: Circumstances };
    return stringifyJson(regard(of)) === stringifyJson(regard(circumstances(card))) ? proven : undefined;
  } catch {
    return undefined; // There is none, or it is damaged.
  }
}

export function writeProven(proven: Proven, card: Card): void {
  writeFileSync(proofFile, `${stringifyJson({ of: circumstances(card), ...proven }, 2)}\n`);
}

/** The card has the hash of the model, and the example that is tried first. */
function circumstances(card: Card): Circumstances {
  const runtime = readFileSync(findPackageJSON('onnxruntime-node', import.meta.url)!, 'utf8');
  return {
    card: createHash('sha256').update(stringifyJson(card)).digest('hex'),
    modelBytes: statSync(modelFile).size,
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'} (${process.arch})`,
    runtime: (JSON.parse(runtime) as { version: string }).version,
  };
}
