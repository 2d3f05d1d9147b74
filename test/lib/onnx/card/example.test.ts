import { describe, expect, it } from 'vitest';
import { exampleBody } from '../../../../lib/onnx/card/example.ts';

describe('the example', () => {
  it('has every tensor in its shape, free dimensions 1', () => {
    const body = exampleBody([
      { name: 'matrix', datatype: 'FP32', shape: ['N', 2] },
      { name: 'scalar', datatype: 'INT64', shape: [] },
      { name: 'any', datatype: 'FP64', shape: null },
      { name: 'words', datatype: 'BYTES', shape: [-1] },
      { name: 'flag', datatype: 'BOOL', shape: [1, 1] },
      { name: 'empty', datatype: 'FP16', shape: [0, 3] },
    ]);
    const inputs = { matrix: [[1, 1]], scalar: 1, any: [1], words: ['text'], flag: [[true]], empty: [] };
    expect(body).toEqual({ inputs });
  });

  it('is one row where the model takes a table', () => {
    const inputs = [
      { name: 'age', datatype: 'INT64', shape: ['N', 1] },
      { name: 'city', datatype: 'BYTES', shape: ['N', 1] },
    ];
    const columns = inputs.map(({ name }) => ({ name }));
    expect(exampleBody(inputs, columns)).toEqual({ rows: [{ age: 1, city: 'text' }] });
  });

  it('does not grow with what a shape claims', () => {
    const shapes = { large: [2 ** 40, 2], none: [0, 2 ** 40], rows: [2, 0, 2 ** 40], both: [2 ** 40, 0] };
    const inputs = Object.entries(shapes).map(([name, shape]) => ({ name, datatype: 'FP32', shape }));
    expect(exampleBody(inputs)).toEqual({ inputs: { large: [], none: [], rows: [[], []], both: [] } });
  });

  it('does not grow with the number of tensors', () => {
    const inputs = ['a', 'b'].map((name) => ({ name, datatype: 'FP32', shape: [600_000] }));
    const { inputs: tensors } = exampleBody(inputs) as { inputs: Record<string, unknown[]> };
    expect([tensors.a!.length, tensors.b!.length]).toEqual([600_000, 0]);
  });
});
