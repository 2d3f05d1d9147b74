import { describe, expect, it } from 'vitest';
import { judgeAnswers } from '../../../lib/convert/proof/verdict.ts';
import type { Kind } from '../../../lib/convert/sandbox/answer.ts';

const LABELS = new Set(['label']);

/** Answers of a classifier to rows: a label, and its probabilities. */
function answers(...rows: [label: unknown, probabilities: unknown[]][]) {
  return { label: rows.map(([label]) => label), probabilities: rows.map(([, values]) => values) };
}

function judged(
  original: object,
  converted: object,
  kinds: Kind[],
  margins: (number | null)[] | null = null,
) {
  return judgeAnswers({ outputs: original as never, margins }, converted as never, LABELS, kinds);
}

const TWO: Kind[] = ['data', 'made'];
const right = answers(['a', [0.75, 0.25]], ['b', [0.4, 0.6]]);

describe('the proof of a conversion', () => {
  it('passes where labels are equal and values the same to the fourth digit', () => {
    const { passed, proof } = judged(right, answers(['a', [0.75000002, 0.24999998]], ['b', [0.4, 0.6]]), TWO);
    expect(passed).toBe(true);
    expect(proof).toMatchObject({ rows: 2, labels: { equal: 2, different: 0 } });
    expect(proof.values.largestAbsolute).toBeCloseTo(2e-8, 12);
    expect(proof.summary).toBe('2 rows: labels equal in all; probabilities within 2e-8');
  });

  it('fails where a label differs', () => {
    const { passed, differing, worst } = judged(
      right,
      answers(['b', [0.75, 0.25]], ['b', [0.4, 0.6]]),
      TWO,
      [0.5, 0.2],
    );
    expect({ passed, differing }).toEqual({ passed: false, differing: 1 });
    expect(worst[0]).toMatchObject({ row: 0, output: 'label', original: 'a', converted: 'b', kind: 'data' });
  });

  it('lets a label pass whose two best scores are the same but for rounding, and counts it', () => {
    const converted = answers(['b', [0.75, 0.25]], ['b', [0.4, 0.6]]);
    const { passed, proof } = judged(right, converted, TWO, [1e-6, 0.2]);
    expect(passed).toBe(true);
    expect(proof.labels).toEqual({ equal: 1, different: 1 });
    expect(proof.summary).toContain('labels differ in 1');
  });

  it('fails where one leaf of many is wrong, in one row of a thousand', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => i + 1);
    const values = { variable: rows.map((value) => [value]) };
    const wrong = { variable: rows.map((value) => [value === 500 ? value + 0.1 : value]) };
    const kinds = rows.map((): Kind => 'made');
    expect(judged(values, values, kinds).passed).toBe(true);
    const { passed, differing, proof } = judged(values, wrong, kinds);
    expect({ passed, differing }).toEqual({ passed: false, differing: 1 });
    expect(proof.summary).toBe('1,000 rows: values within 2e-4 of their size');
  });

  it('counts rows at thresholds apart, and does not fail for them', () => {
    const { passed, proof } = judged(right, answers(['a', [0.75, 0.25]], ['a', [0.9, 0.1]]), [
      'data',
      'threshold',
    ]);
    expect(passed).toBe(true);
    expect(proof).toMatchObject({ rows: 1, thresholds: { rows: 1, different: 1 } });
    expect(proof.values.largestAbsolute).toBe(0);
    expect(proof.summary).toContain('of 1 more at thresholds of trees, 1 differs');
  });

  it('proves nothing without a row that has to agree', () => {
    expect(judged(right, right, ['threshold', 'threshold']).passed).toBe(false);
  });

  it('has no use for digits far below what is usual', () => {
    const original = { variable: [[300_000], [250_000], [0.01]] };
    const kinds: Kind[] = ['data', 'data', 'data'];
    expect(judged(original, { variable: [[300_000], [250_000], [0.03]] }, kinds).passed).toBe(true);
    expect(judged(original, { variable: [[300_000], [250_000], [10]] }, kinds).passed).toBe(false);
  });

  it('keeps to the scale of what is small', () => {
    const original = { variable: [[3e-9], [2e-9]] };
    expect(judged(original, { variable: [[3e-9], [2.1e-9]] }, TWO).passed).toBe(false);
  });

  it('takes NaN for NaN, in JSON a string, and for nothing else', () => {
    const original = { variable: [['NaN'], ['Infinity']] };
    expect(judged(original, original, TWO).passed).toBe(true);
    const found = judged(original, { variable: [[1], ['Infinity']] }, TWO);
    expect(found.passed).toBe(false);
    expect(found.proof.values.largestAbsolute).toBe(Infinity);
  });

  it('misses no output, and no row', () => {
    expect(judged(right, { label: right.label }, TWO).passed).toBe(false);
    expect(judged(right, answers(['a', [0.75, 0.25]]), TWO).passed).toBe(false);
  });

  it('knows that a classifier of booleans answers 0 and 1', () => {
    const original = answers([true, [0.2, 0.8]], [false, [0.9, 0.1]]);
    expect(judged(original, answers([1, [0.2, 0.8]], [0, [0.9, 0.1]]), TWO).passed).toBe(true);
  });
});
