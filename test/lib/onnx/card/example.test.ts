import { describe, expect, it } from 'vitest';
import { exampleBody } from '../../../../lib/onnx/card/example.ts';
import { madeUpFile } from '../../../../lib/onnx/card/example-file.ts';

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

  it('is none where it would be long: it has a file then, or none where that would be too large', () => {
    const shapes = { large: [2 ** 40, 2], both: [2 ** 40, 0], picture: [1, 3, 640, 640] };
    const [large, both, picture] = Object.entries(shapes).map(([name, shape]) => [
      { name, datatype: 'FP32', shape },
    ]);
    for (const inputs of [large!, both!, picture!]) expect(exampleBody(inputs)).toBeUndefined();
    expect(madeUpFile(large!)).toBeUndefined();
    const { headerLength, body } = madeUpFile(picture!)!;
    expect(JSON.parse(body().toString('utf8', 0, headerLength))).toEqual({
      inputs: [
        {
          name: 'picture',
          datatype: 'FP32',
          shape: [1, 3, 640, 640],
          parameters: { binary_data_size: 4 * 3 * 640 * 640 },
        },
      ],
    });
    expect(body().length).toBe(headerLength + 4 * 3 * 640 * 640);
    expect(body().readFloatLE(headerLength + 4)).toBe(1);
  });

  it('may have rows of nothing', () => {
    const shapes = { none: [0, 2 ** 40], rows: [2, 0, 2 ** 40] };
    const inputs = Object.entries(shapes).map(([name, shape]) => ({ name, datatype: 'FP32', shape }));
    expect(exampleBody(inputs)).toEqual({ inputs: { none: [], rows: [[], []] } });
  });

  it('is counted over all tensors', () => {
    const inputs = ['a', 'b'].map((name) => ({ name, datatype: 'FP32', shape: [600_000] }));
    expect(exampleBody(inputs)).toBeUndefined();
    expect(exampleBody(inputs.slice(1))).toBeDefined();
  });

  it('has the values that the graph tells, column by column, and a dimension that its name sizes', () => {
    const values = [{ example: 5.1 }, null, { known: [2, 3], example: 2 }];
    expect(exampleBody([{ name: 'x', datatype: 'FP32', shape: ['N', 3], values }])).toEqual({
      inputs: { x: [[5.1, 1, 2]] },
    });
    expect(exampleBody([{ name: 'x', datatype: 'FP32', shape: ['B', '2'] }])).toEqual({
      inputs: { x: [[1, 1]] },
    });
  });
});
