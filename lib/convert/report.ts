import { formatJson } from '../json.ts';
import { version } from '../package.ts';
import type { Proof } from '../onnx/card/card.ts';
import { worstRows } from './proof/passed.ts';
import type { Attempt, Proved } from './proof/prove.ts';
import type { Comparison } from './comparison.ts';
import type { Answer, Kind } from './sandbox/answer.ts';
import type { Requirements } from './sandbox/dockerfile.ts';

/** convert/report.json: what was converted, by what, and how well the result answers as the original does. */
export interface Report {
  generator: string;
  file: string;
  sha256: string;
  framework: string | null;
  frameworkVersion: string | null;
  model: string | null;
  /** Python and packages that opened the file; the engine's image, or a virtual environment. */
  sandbox: Requirements & { image: string | null };
  /** How it was converted, in words. */
  way: string;
  /** Every way that was tried. */
  tried: Attempt[];
  columns: { name: string; type: string | null }[];
  /** Columns of the data that the model does not take. */
  ignoredColumns: string[];
  proof: Proof;
  /** How many rows came from where. */
  rows: Record<Kind, number>;
  /** The rows in which the two differ most, with both answers. */
  worst: Record<string, unknown>[];
  /** How it differs from the model whose place it took, on the same rows. */
  compared?: Comparison;
  notes: string[];
}

/** What a report is made from. */
export interface Findings {
  file: string;
  sha256: string;
  answer: Answer;
  sandbox: Report['sandbox'];
  proved: Proved;
  attempts: Attempt[];
  proof: Proof;
  compared: Comparison | undefined;
}

export function reportOf(findings: Findings): Report {
  const { file, sha256, answer, sandbox, proved, attempts, proof, compared } = findings;
  const { framework, frameworkVersion, model, columns, ignoredColumns, notes } = answer;
  const count = (kind: Kind): number => proved.kinds.filter((one) => one === kind).length;
  return {
    generator: version,
    file,
    sha256,
    framework,
    frameworkVersion,
    model,
    sandbox,
    way: proved.way,
    tried: attempts,
    columns,
    ignoredColumns,
    proof,
    rows: { data: count('data'), made: count('made'), threshold: count('threshold') },
    worst: worstRows(proved),
    ...(compared && { compared }),
    notes,
  };
}

/** As it is written. JSON has no infinities: they are strings, as in /predict. */
export function formatReport(report: Report): string {
  return formatJson(finite(report));
}

function finite(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(finite);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, finite(member)]));
}
