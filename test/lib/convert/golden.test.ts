import { describe, expect, it } from 'vitest';
import { goldenOf } from '../../../lib/convert/golden.ts';
import type { Proved } from '../../../lib/convert/proof/prove.ts';
import { formatReport } from '../../../lib/convert/report.ts';
import type { Card } from '../../../lib/onnx/card/card.ts';

const card = {
  source: { file: 'model.pkl', sha256: 'abc' },
  outputs: [
    { name: 'label', datatype: 'INT64', shape: ['N'] },
    { name: 'probabilities', datatype: 'FP32', shape: ['N', 2] },
  ],
} as unknown as Card;

function proved(converted: unknown[][]): Proved {
  return {
    way: '',
    onnx: '',
    card,
    inputs: { X: [['NaN'], [2], [3]] },
    original: { outputs: { label: [0, 1, 1], probabilities: converted }, margins: null },
    converted: {
      label: [0, 1, 1],
      probabilities: [
        [0.9, 0.1],
        [0.2, 0.8],
        [0.3, 0.7],
      ],
    },
    kinds: ['made', 'made', 'threshold'],
    verdict: undefined as never,
  };
}

describe('the golden answers of a converted model', () => {
  it('are the original’s own, whole rows first, and none at a threshold', () => {
    const exact = [
      [0.90000000001, 0.09999999999],
      [0.2, 0.8],
      [0.3, 0.7],
    ];
    const golden = goldenOf(proved(exact), card)!;
    expect(golden).toMatchObject({ source: 'model.pkl', model: { sha256: 'abc' } });
    expect(golden.cases).toEqual([
      { request: { inputs: { X: [[2]] } }, answer: { outputs: { label: [1], probabilities: [[0.2, 0.8]] } } },
      {
        request: { inputs: { X: [['NaN']] } },
        answer: { outputs: { label: [0], probabilities: [[0.90000000001, 0.09999999999]] } },
      },
    ]);
  });

  it('have no row in which the two differ', () => {
    const golden = goldenOf(
      proved([
        [0.5, 0.5],
        [0.2, 0.8],
        [0.3, 0.7],
      ]),
      card,
    )!;
    expect(golden.cases).toHaveLength(1);
    expect(
      goldenOf(
        proved([
          [0.5, 0.5],
          [0.5, 0.5],
          [0.3, 0.7],
        ]),
        card,
      ),
    ).toBeUndefined();
  });

  it('are rows by the names of the columns, where these have names', () => {
    const columns = [{ name: 'Age' }];
    const inputs = [{ name: 'X', datatype: 'FP64', shape: [-1, 1] }];
    const outputs = [...card.outputs, { name: 'prediction', datatype: 'FP64', shape: [-1, 1] }];
    const exact = [
      [0.9, 0.1],
      [0.2, 0.8],
      [0.3, 0.7],
    ];
    const found = proved(exact);
    for (const answers of [found.original.outputs, found.converted]) answers['prediction'] = [[7], [8], [9]];
    const golden = goldenOf(found, { ...card, columns, inputs, outputs })!;
    expect(golden.cases[0]).toEqual({
      request: { rows: [{ Age: 2 }] },
      answer: { rows: [{ label: 1, probabilities: [0.2, 0.8], prediction: 8 }] },
    });
  });

  it('of a ZipMap have the classes', () => {
    const outputs = card.outputs.map((one) =>
      one.name === 'label' ? one : { ...one, zipmap: true, classes: ['a', 'b'] },
    );
    const golden = goldenOf(
      proved([
        [0.9, 0.1],
        [0.2, 0.8],
        [0.3, 0.7],
      ]),
      { ...card, outputs } as Card,
    )!;
    expect(golden.cases[0]!.answer).toEqual({ outputs: { label: [1], probabilities: [{ a: 0.2, b: 0.8 }] } });
  });
});

describe('a report', () => {
  it('is JSON, also where a value was off without bound', () => {
    const report = { proof: { values: { largestAbsolute: Infinity } }, worst: [{ original: 'NaN' }] };
    expect(JSON.parse(formatReport(report as never))).toEqual({
      proof: { values: { largestAbsolute: 'Infinity' } },
      worst: [{ original: 'NaN' }],
    });
  });
});
