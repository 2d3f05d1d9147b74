import { describe, expect, it } from 'vitest';
import { compareOutputs, comparisonLines } from '../../../../lib/commands/compare/differing.ts';
import type { CardOutput } from '../../../../lib/onnx/card/card.ts';

const outputs: CardOutput[] = [
  { name: 'label', datatype: 'BYTES', shape: [-1] },
  { name: 'score', datatype: 'FP32', shape: [-1, 2] },
];
const before = {
  label: ['yes', 'no', 'no', 'yes'],
  score: [
    { yes: 0.9, no: 0.1 },
    { yes: 0.2, no: 0.8 },
    { yes: 0.4, no: 0.6 },
    { yes: 0.7, no: 0.3 },
  ],
};

describe('how the answers of two models differ', () => {
  it('not at all', () => {
    const compared = compareOutputs(before, structuredClone(before), outputs);
    expect(compared.outputs).toEqual([
      { output: 'label', kind: 'labels', different: 0 },
      { output: 'score', kind: 'values', different: 0, largestAbsolute: 0, largestRelative: 0 },
    ]);
    expect(comparisonLines(compared, 4)).toEqual([
      '4 rows answered by both:',
      '  label  the same in all',
      '  score  the same in all',
    ]);
  });

  it('by rounding, which is not counted as another answer', () => {
    const after = { ...before, score: [[0.9 + 1e-7, 0.1], ...before.score.slice(1)] };
    const compared = compareOutputs(before, after, outputs);
    expect(compared.outputs[1]).toMatchObject({ different: 0, largestAbsolute: expect.closeTo(1e-7, 9) });
    expect(comparisonLines(compared, 4)[2]).toMatch(
      /^ {2}score {2}the same but for rounding, by at most 1\.0e-7/,
    );
  });

  it('in the label of a row and its scores: labels are told first', () => {
    const after = {
      label: ['yes', 'no', 'yes', 'yes'],
      score: [
        [0.9, 0.1],
        [0.2, 0.8],
        [0.6, 0.4],
        [0.65, 0.35],
      ],
    };
    const compared = compareOutputs(before, after, outputs);
    expect(compared.outputs).toMatchObject([{ different: 1 }, { different: 2 }]);
    expect(compared.worst[0]).toEqual({ row: 2, output: 'label', old: 'no', new: 'yes' });
    const lines = comparisonLines(compared, 4);
    expect(lines[1]).toBe('  label  another answer in 1 (25.0 %)');
    expect(lines[2]).toMatch(/^ {2}score {2}differs in 2 \(50\.0 %\), by at most 0\.20/);
    expect(lines).toContain('  row 3: label is "yes", was "no"');
  });

  it('in what they give at all', () => {
    const compared = compareOutputs({ ...before, extra: [1] }, { label: before.label, other: [1] }, outputs);
    expect(compared).toMatchObject({ onlyOld: ['score', 'extra'], onlyNew: ['other'] });
    expect(comparisonLines(compared, 4)).toContain('  only the new one gives other');
  });
});
