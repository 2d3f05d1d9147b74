import { UserError } from '../../errors.ts';
import { compactJson } from '../../json.ts';
import { namedRow } from './named-row.ts';
import type { Attempt, Proved } from './prove.ts';
import { reasonFor } from './verdict.ts';

/** What differs, row by row, with both answers: for people, and for the report. */
export function worstRows(proved: Pick<Proved, 'verdict' | 'inputs' | 'card'>): Record<string, unknown>[] {
  return proved.verdict.worst.map((one) => {
    const reason = reasonFor(one);
    const { row, kind, output, original, converted, relative } = one;
    return {
      row: namedRow(proved, row),
      kind,
      output,
      original,
      converted,
      ...(relative !== undefined && { relative }),
      ...(reason !== undefined && { reason }),
    };
  });
}

const SHOWN = 3;

/** @throws UserError  proof-failed (exit 2) where it did not pass, unless that is accepted */
export function requirePassed(proved: Proved, attempts: Attempt[], accept: boolean): void {
  const { passed, differing, proof } = proved.verdict;
  if (passed || (accept && proof.rows > 0)) return;
  const worst = worstRows(proved).slice(0, SHOWN);
  throw new UserError({
    code: 'proof-failed',
    what:
      proof.rows === 0
        ? 'The conversion cannot be proved: there is not a row that the original could be asked'
        : `The converted model does not answer as the original: ${differing} of ${proof.rows} rows differ`,
    details: [
      ...worst.map(({ row, output, original, converted }) =>
        shortened(
          `${compactJson(row)}: ${String(output)} is ${compactJson(original)}, converted ${compactJson(converted)}`,
        ),
      ),
      ...attempts.map(({ way, outcome }) => `tried: ${way}: ${outcome}`),
    ],
    next: [
      ...(proof.rows === 0 ? ['give it some: --data FILE'] : []),
      'nothing was written; to take it as it is, with these figures written down: --accept-differences',
    ],
  });
}

const LONGEST = 300;

function shortened(line: string): string {
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)} …`;
}
